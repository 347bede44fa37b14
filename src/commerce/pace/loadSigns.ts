import type { Answer } from '../answer';
import type { RequestKind } from '../httpClient';

/** What slows requests down: a closed set, as it is the label of a metric. */
export type LoadSign = 'refused' | 'failing' | 'slow';

/** What one answer says, before it is compared with others. */
export type Outcome = 'taken' | 'refused' | 'unavailable' | 'failed';

const TOO_MANY_REQUESTS = 429;
const UNAVAILABLE = 503;
const GATEWAY_TIMEOUT = 504;

/** A refusal means load, a 503 or 504 may. Any other failure does not: a broken connection, a row that fails. */
export function outcomeOf(answer: Answer): Outcome {
  if (answer.kind === 'unanswered') return 'failed';
  const { status, retryAfterMs } = answer;
  if (status === TOO_MANY_REQUESTS) return 'refused';
  if (status < 500) return 'taken';
  if (retryAfterMs) return 'refused';
  return status === UNAVAILABLE || status === GATEWAY_TIMEOUT ? 'unavailable' : 'failed';
}

/** Weights of each new answer: of about 50 and of about 100. */
const RECENT = 1 / 50;
const USUAL = 1 / 100;
/** A gateway finds nobody now and then; two among some twenty-five answers are no chance. */
const CHANCE_SHARE = 0.03;
/** Three standard deviations of an average of weight `RECENT`. */
const SCATTER = 3 * Math.sqrt(RECENT / (2 - RECENT));
const JUDGED_BY = { helped: 10, notHelped: 20 };
const OUTAGE = { failures: 10, ms: 3_000 };

/** Tells failures that mean load from those that come at any load: their share goes down with the rate. */
export class FailureShare {
  private recent = 0;
  private usual = 0;
  private mostUsual = 0;
  private sinceCut = { failed: 0, all: 0 };
  private before = 0;
  private failedInARow = 0;
  private takenAtMs = -Infinity;

  /** Nothing is answered well any more. */
  isOutage(nowMs: number): boolean {
    return this.failedInARow >= OUTAGE.failures && nowMs >= this.takenAtMs + OUTAGE.ms;
  }

  /** @returns whether more are unavailable than usual */
  learn(outcome: Outcome, nowMs: number): boolean {
    this.failedInARow = outcome === 'taken' ? 0 : this.failedInARow + 1;
    if (outcome === 'taken') this.takenAtMs = nowMs;
    if (outcome === 'refused' || outcome === 'failed') return false;
    const failed = Number(outcome === 'unavailable');
    this.recent += RECENT * (failed - this.recent);
    this.usual = Math.min(this.mostUsual, this.usual + USUAL * (failed - this.usual));
    this.sinceCut.failed += failed;
    this.sinceCut.all += 1;
    const explained = this.usual + SCATTER * Math.sqrt(this.usual * (1 - this.usual)) + CHANCE_SHARE;
    return failed === 1 && this.recent > explained;
  }

  /** From now on it is seen what the cut helps. */
  afterCut(): void {
    const { failed, all } = this.sinceCut;
    if (all > 0) this.before = Math.max(this.before / 2, failed / all);
    this.sinceCut = { failed: 0, all: 0 };
  }

  /** @returns whether the last cut helped; undefined as long as it is not known */
  hasCutHelped(): boolean | undefined {
    const { failed, all } = this.sinceCut;
    const isLower = failed / all < this.before / 2;
    return all < (isLower ? JUDGED_BY.helped : JUDGED_BY.notHelped) ? undefined : isLower;
  }

  /** What no cut helped is usual now. */
  acceptAsUsual(): void {
    const { failed, all } = this.sinceCut;
    this.recent = this.usual = this.mostUsual = failed / all;
  }
}

const FAR_BEYOND_TIMES = 3;
/** Below this a service is not overloaded, however fast it is otherwise. */
const FAR_BEYOND_MS = 1_000;
const FIRST_ANSWERS = 10;
const RECENT_TIME = 0.3;
const USUAL_TIME = 0.02;
/** What lasts longer becomes usual. */
const SLOW_FOR_MS = 600_000;

interface Latency {
  answers: number;
  usualMs: number;
  recentMs: number;
  learnedAtMs: number;
}

/** Knows how long each kind of request usually takes. */
export class UsualLatency {
  private readonly latencies = new Map<RequestKind, Latency>();

  /** @returns whether the last few answers took far longer than usual */
  learn(kind: RequestKind, durationMs: number, nowMs: number): boolean {
    const fresh = { answers: 0, usualMs: durationMs, recentMs: durationMs, learnedAtMs: nowMs };
    const latency = this.latencies.get(kind) ?? fresh;
    this.latencies.set(kind, latency);
    latency.answers += 1;
    latency.recentMs += RECENT_TIME * (durationMs - latency.recentMs);
    const farMs = Math.max(FAR_BEYOND_TIMES * latency.usualMs, latency.usualMs + FAR_BEYOND_MS);
    const isSlow = latency.recentMs > farMs;
    const isKnown = latency.answers > FIRST_ANSWERS;
    const share = isSlow ? Math.min(USUAL_TIME, (nowMs - latency.learnedAtMs) / SLOW_FOR_MS) : USUAL_TIME;
    latency.learnedAtMs = nowMs;
    latency.usualMs += (isKnown ? share : 1 / latency.answers) * (durationMs - latency.usualMs);
    return isKnown && isSlow;
  }
}
