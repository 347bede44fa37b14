/** A second, and what two requests may differ by in their time on the way. */
const WINDOW_MS = 1_020;

/** An upper bound for one process: no more than so many requests in any second. */
export class MostPerSecond {
  private readonly sentAtMs: number[];
  private oldest = 0;

  constructor(most: number) {
    this.sentAtMs = new Array<number>(most).fill(-Infinity);
  }

  /** From when on one more may be sent; by `performance.now()`, as all times here. */
  earliestAtMs(): number {
    return (this.sentAtMs[this.oldest] ?? -Infinity) + WINDOW_MS;
  }

  sent(atMs: number): void {
    this.sentAtMs[this.oldest] = atMs;
    this.oldest = (this.oldest + 1) % this.sentAtMs.length;
  }
}
