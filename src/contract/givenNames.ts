/** A customer's first and last name: they help to decide whether an onboarding made the customer that was found. */
export interface GivenNames {
  firstname: string;
  lastname: string;
}

/**
 * The customer's names before the input's update and after it.
 * @param input of a run that may have failed because its input was invalid
 */
export function givenNames(input: unknown): GivenNames[] {
  const { customer, update } = members(input);
  const before = members(customer);
  const candidates = [before, { ...before, ...members(update) }].flatMap(({ firstname, lastname }) =>
    typeof firstname === 'string' && typeof lastname === 'string' ? [{ firstname, lastname }] : [],
  );
  return distinctNames(candidates);
}

export function distinctNames(names: readonly GivenNames[]): GivenNames[] {
  return names.filter((one, index) => names.findIndex((other) => isSameName(one, other)) === index);
}

function isSameName(one: GivenNames, other: GivenNames): boolean {
  return one.firstname === other.firstname && one.lastname === other.lastname;
}

function members(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
