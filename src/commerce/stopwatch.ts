/** How far the two clocks of a machine may drift apart before one of them was set, or stood still. */
const CLOCKS_AGREE_WITHIN_MS = 1_000;

/**
 * Measures the time since it was made. It reads both clocks of the machine and takes the larger difference: the
 * monotonic clock stands still while a machine is suspended, and the wall clock can be set back.
 */
export class Stopwatch {
  private readonly monotonicMs = performance.now();
  private readonly wallMs = Date.now();

  elapsedMs(): number {
    return Math.max(this.monotonic(), this.wall());
  }

  /** False once the wall clock was set, or the machine was suspended. */
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
