import type { EndedRequest } from './requestObserver';

/** Latency may grow to so many times the best before fewer rows are in flight. */
const TOLERANCE = 1.6;
/** Latency that a busy machine of our own explains. */
const SLACK_MS = 20;
/** One slow answer says little. */
const MOST_TIMES_SLOWER = 4;
/** With so few in flight, hardly any of ours wait for each other. */
const LEAST = 2;
const RECENT_SHARE = 0.05;
/** The first answers open connections. */
const FIRST_ANSWERS = 5;
/** Latency that stays high for so long with the fewest rows in flight is the usual one by then. */
const LEARN_ANEW_MS = 600_000;

interface Latency {
  answers: number;
  bestMs: number;
  recentMs: number;
  learnedAtMs: number;
}

/**
 * How many rows may be in flight, by the latency of Commerce: the gradient limiter of Netflix's concurrency-limits,
 * with the best average latency seen as its base. Commerce does only so many requests at once and lets the others
 * wait: from there on more in flight makes nothing faster, and keeps single onboardings waiting. They then take at most
 * about three times as long, as several workers that import add up.
 */
export class LatencyLimit {
  private limit = LEAST;
  private inFlight = 0;
  private isStarting = true;
  private readonly latencies = new Map<string, Latency>();

  /** Takes the place of a row, if there is one; `end` gives it back. */
  begin(most: number): boolean {
    this.limit = Math.min(this.limit, Math.max(most, LEAST));
    if (this.inFlight >= Math.min(Math.floor(this.limit), most)) return false;
    this.inFlight += 1;
    return true;
  }

  end(): void {
    this.inFlight -= 1;
  }

  /** Learns from a request of whomever; a refusal takes another time than what was done. */
  learn({ kind, status, durationMs }: EndedLatency, nowMs = performance.now()): void {
    if (kind === 'token' || status === undefined || status >= 500 || status === 429) return;
    const slower = this.timesSlower(`${kind} ${status}`, durationMs, nowMs);
    const isUsed = this.inFlight >= Math.floor(this.limit);
    if (slower > TOLERANCE) {
      this.isStarting = false;
      if (this.inFlight > 0) this.change(Math.max(0.5, TOLERANCE / slower) - 1);
    } else if (isUsed) {
      this.change(this.isStarting ? 1 : 1 / this.limit);
    }
  }

  private change(by: number): void {
    this.limit = Math.max(LEAST, this.limit + by);
  }

  private timesSlower(key: string, durationMs: number, nowMs: number): number {
    const latency = this.latencies.get(key) ?? newLatency(durationMs, nowMs);
    this.latencies.set(key, latency);
    latency.answers += 1;
    const mostMs = MOST_TIMES_SLOWER * latency.recentMs + SLACK_MS;
    const share = Math.max(RECENT_SHARE, 1 / latency.answers);
    latency.recentMs += share * (Math.min(durationMs, mostMs) - latency.recentMs);
    const sinceMs = nowMs - latency.learnedAtMs;
    latency.learnedAtMs = nowMs;
    if (latency.answers <= FIRST_ANSWERS) return 1;
    if (latency.recentMs < latency.bestMs) latency.bestMs = latency.recentMs;
    else if (this.limit === LEAST) {
      latency.bestMs += Math.min(1, sinceMs / LEARN_ANEW_MS) * (latency.recentMs - latency.bestMs);
    }
    return latency.recentMs / (latency.bestMs + SLACK_MS);
  }
}

type EndedLatency = Pick<EndedRequest, 'kind' | 'status' | 'durationMs'>;

function newLatency(durationMs: number, nowMs: number): Latency {
  return { answers: 0, bestMs: Infinity, recentMs: durationMs, learnedAtMs: nowMs };
}
