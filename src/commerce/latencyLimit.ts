import type { EndedRequest } from './requestObserver';

/** Fewer rows are in flight once the latency is so many times the best one. */
const TOLERANCE = 1.6;
/** Extra latency that a busy machine of our own explains. */
const SLACK_MS = 20;
/** Limits the weight of a single slow answer. */
const MOST_TIMES_SLOWER = 4;
/** With so few in flight, our own requests hardly wait for each other. */
const LEAST = 2;
const RECENT_SHARE = 0.05;
/** The first answers open connections. */
const FIRST_ANSWERS = 5;
/** If the latency stays high for so long with the fewest rows in flight, it is the new normal. */
const LEARN_ANEW_MS = 600_000;

interface Latency {
  answers: number;
  bestMs: number;
  recentMs: number;
  learnedAtMs: number;
}

/**
 * How many rows may be in flight, by the latency of Commerce: the gradient limiter of Netflix's concurrency-limits,
 * based on the best average latency seen. Commerce handles a limited number of requests at once. More in flight makes
 * an import no faster and makes single onboardings wait. With the limit, single onboardings take at most about three
 * times as long, since several importing workers add up.
 */
export class LatencyLimit {
  private limit = LEAST;
  private inFlight = 0;
  private isStarting = true;
  private readonly latencies = new Map<string, Latency>();

  /** Reserves a place for a row if there is one; `end` frees it. */
  begin(most: number): boolean {
    this.limit = Math.min(this.limit, Math.max(most, LEAST));
    if (this.inFlight >= Math.min(Math.floor(this.limit), most)) return false;
    this.inFlight += 1;
    return true;
  }

  end(): void {
    this.inFlight -= 1;
  }

  /** Learns from any request, not only from those of rows. A refusal takes another time than a completed request. */
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
