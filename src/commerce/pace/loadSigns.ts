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

const OUTAGE = { failures: 10, ms: 3_000 };

/** Whether nothing is answered well any more. */
export class OutageDetector {
  private failedInARow = 0;
  private takenAtMs = -Infinity;

  isOutage(nowMs: number): boolean {
    return this.failedInARow >= OUTAGE.failures && nowMs >= this.takenAtMs + OUTAGE.ms;
  }

  learn(isTaken: boolean, nowMs: number): void {
    this.failedInARow = isTaken ? 0 : this.failedInARow + 1;
    if (isTaken) this.takenAtMs = nowMs;
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
