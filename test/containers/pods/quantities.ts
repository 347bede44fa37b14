const SUFFIXES: Readonly<Record<string, number>> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 };

/** The bytes of a quantity of Kubernetes, such as 64Mi. @throws Error for a form that the chart does not use */
export function bytes(quantity: string): number {
  const [, amount, suffix = ''] = /^(\d+)(Ki|Mi|Gi)$/.exec(quantity) ?? [];
  if (amount === undefined) throw new Error(`${quantity} is not a quantity of bytes such as 64Mi`);
  return Number(amount) * SUFFIXES[suffix]!;
}

/** The cores of a quantity of Kubernetes, such as 250m or 1. @throws Error for another form */
export function cores(quantity: string): number {
  const [, amount, suffix] = /^(\d+(?:\.\d+)?)(m?)$/.exec(quantity) ?? [];
  if (amount === undefined) throw new Error(`${quantity} is not a quantity of cores such as 250m`);
  return suffix === 'm' ? Number(amount) / 1_000 : Number(amount);
}
