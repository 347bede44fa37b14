/** If the machine's two clocks drift apart by more, one of them was set, or the machine was suspended. */
const CLOCKS_AGREE_WITHIN_MS = 1_000;

/**
 * Measures the time since its construction. It reads both clocks of the machine and uses the larger difference: the
 * monotonic clock stops while a machine is suspended, and the wall clock can be set back.
 */
export class Stopwatch {
  private readonly monotonicMs = performance.now();
  private readonly wallMs = Date.now();

  elapsedMs(): number {
    return Math.max(this.monotonic(), this.wall());
  }

  /** False if the wall clock was set or the machine was suspended. */
  clocksAgree(): boolean {
    return Math.abs(this.monotonic() - this.wall()) <= CLOCKS_AGREE_WITHIN_MS;
  }

  private monotonic(): number {
    return performance.now() - this.monotonicMs;
  }

  private wall(): number {
    return Date.now() - this.wallMs;
  }
}
