export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** The value below which the share of all values is, between two neighbours where it falls between them. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) throw new Error('Nothing was measured');
  return below + (above - below) * (place - Math.floor(place));
}

export interface Spread {
  /** The median. */
  readonly value: number;
  readonly least: number;
  readonly most: number;
}

export function spreadOf(values: readonly number[]): Spread {
  return { value: median(values), least: Math.min(...values), most: Math.max(...values) };
}

/** One thing's figures as a multiple of another's, each round by itself. */
export function ratioInRounds(ones: readonly number[], others: readonly number[]): Spread {
  return spreadOf(ones.map((one, round) => one / (others[round] ?? NaN)));
}
