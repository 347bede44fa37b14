import type { MostPerSecond } from './mostPerSecond';

/** Processes that were all held until the same moment do not all begin in it. */
const LONGEST_SPREAD_MS = 1_000;
/** A hold may be wrong, or over early: now and then one request finds out. */
const PROBE_EVERY_MS = 66_000;
/** What may go at once after a time in which nothing went, before a limit is known and after. */
const FIRST_BURST_MS = 200;
const BURST_MS = 20;
/** A late timer of ours is made up for. */
const LONGEST_LATE_MS = 500;

/** When the next request may be sent: evenly by the rate, within the bound, and not while the service said wait. */
export class SendSchedule {
  private dueAtMs = -Infinity;
  private heldUntilMs = -Infinity;
  private probeAtMs = -Infinity;
  /** How often a hold began or was renewed. */
  holds = 0;

  constructor(
    private readonly rate: { readonly perSecond: number; readonly hasLimit: boolean },
    private readonly most: MostPerSecond | undefined,
  ) {}

  earliestAtMs(): number {
    const allowedAtMs = Math.min(this.heldUntilMs, this.probeAtMs);
    return Math.max(this.dueAtMs + this.intervalMs(), allowedAtMs, this.boundUntilMs());
  }

  /** When the bound that the operator set allows one more. */
  boundUntilMs(): number {
    return this.most?.earliestAtMs() ?? -Infinity;
  }

  /** @param lateMs how much later than planned the request goes, because this process was busy */
  take(nowMs: number, lateMs: number): void {
    const burstMs = this.rate.hasLimit ? BURST_MS : FIRST_BURST_MS;
    const madeUpMs = Math.max(burstMs, Math.min(lateMs, LONGEST_LATE_MS));
    this.dueAtMs = Math.max(this.dueAtMs + this.intervalMs(), nowMs - madeUpMs);
    this.probeAtMs = nowMs + PROBE_EVERY_MS;
    this.most?.sent(nowMs);
  }

  /** Milliseconds that the service still wants us to wait. */
  heldForMs(nowMs: number): number {
    return Math.max(0, this.heldUntilMs - nowMs);
  }

  /** Nothing goes before but probes; then one by one, as if something had gone just before. */
  hold(nowMs: number, forMs: number): void {
    this.holds += 1;
    const spreadMs = Math.random() * Math.min(this.intervalMs(), LONGEST_SPREAD_MS);
    this.heldUntilMs = Math.max(this.heldUntilMs, nowMs + forMs + spreadMs);
    this.probeAtMs = nowMs + PROBE_EVERY_MS;
  }

  /** The service takes requests again, whatever it said before. */
  endHold(nowMs: number): void {
    this.heldUntilMs = Math.min(this.heldUntilMs, nowMs);
  }

  private intervalMs(): number {
    return 1_000 / this.rate.perSecond;
  }
}
