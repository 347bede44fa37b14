import type { MostPerSecond } from './mostPerSecond';

/** How fast, and how much may go at once after a time in which nothing went. */
export interface Rate {
  readonly perSecond: number;
  readonly burstMs: number;
}

/** Processes that were all held until the same moment do not all begin in it. */
const LONGEST_SPREAD_MS = 1_000;

/** When the next request may be sent: evenly by the rate, within the bound, and not while the service said wait. */
export class SendSchedule {
  private lastDueAtMs = -Infinity;
  private heldUntilMs = -Infinity;

  constructor(
    private readonly rate: Rate,
    private readonly most: MostPerSecond | undefined,
  ) {}

  earliestAtMs(): number {
    return Math.max(
      this.lastDueAtMs + this.intervalMs(),
      this.heldUntilMs,
      this.most?.earliestAtMs() ?? -Infinity,
    );
  }

  intervalMs(): number {
    return 1_000 / this.rate.perSecond;
  }

  /** A request goes now. Late timers are made up for, as far as the burst allows. */
  take(nowMs: number): void {
    this.lastDueAtMs = Math.max(this.lastDueAtMs + this.intervalMs(), nowMs - this.rate.burstMs);
    this.most?.sent(nowMs);
  }

  isHeld(nowMs: number): boolean {
    return nowMs < this.heldUntilMs;
  }

  /** Nothing goes before; then one by one, as if something had gone just before. */
  holdUntil(atMs: number): void {
    this.heldUntilMs = Math.max(this.heldUntilMs, atMs);
    const intervalMs = this.intervalMs();
    const spreadMs = Math.random() * Math.min(intervalMs, LONGEST_SPREAD_MS);
    this.lastDueAtMs = Math.max(this.lastDueAtMs, this.heldUntilMs + spreadMs - intervalMs);
  }
}
