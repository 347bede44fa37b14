/** When failures are taken for more than chance. */
export interface ChanceOptions {
  /** The share of each new answer in the average: with 0.05 the last twenty or so count. */
  readonly recentShare: number;
  /** The share of failures that chance explains. */
  readonly explained: number;
}

/** Tells failures that come by chance, at any load, from those that are too many for it. */
export class Chance {
  private share = 0;

  constructor(private readonly options: ChanceOptions) {}

  /** Learns how one more request ended, and judges the last ones. */
  isExceeded({ failed }: { failed: boolean }): boolean {
    const { recentShare, explained } = this.options;
    this.share += recentShare * (Number(failed) - this.share);
    return this.share > explained;
  }
}
