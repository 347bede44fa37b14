import type { RequestKind } from '../httpClient';

const FAR_BEYOND_TIMES = 3;
/** Below this a service is not overloaded, however fast it is otherwise. */
const FAR_BEYOND_MS = 1_000;
const FIRST_ANSWERS = 10;
/** Shares of each new answer in the averages: the recent one forgets in a few answers, the usual one in hundreds. */
const RECENT_SHARE = 0.3;
const USUAL_SHARE = 0.02;
/** What lasts for longer is what is usual now. */
const SLOW_FOR_MS = 600_000;

interface Latency {
  answers: number;
  usualMs: number;
  recentMs: number;
  learnedAtMs: number;
}

interface AnsweredRequest {
  readonly kind: RequestKind;
  readonly sentAtMs: number;
  readonly nowMs: number;
}

/** Knows how long each kind of request usually takes, and tells when it takes far longer. */
export class UsualLatency {
  private readonly latencies = new Map<RequestKind, Latency>();

  /** Learns the time of one more answer, and judges the last few, as one slow answer says nothing. */
  isFarBeyond({ kind, sentAtMs, nowMs }: AnsweredRequest): boolean {
    const durationMs = nowMs - sentAtMs;
    const latency = this.latencies.get(kind) ?? {
      answers: 0,
      usualMs: durationMs,
      recentMs: durationMs,
      learnedAtMs: nowMs,
    };
    this.latencies.set(kind, latency);
    latency.answers += 1;
    latency.recentMs += RECENT_SHARE * (durationMs - latency.recentMs);
    const isSlow =
      latency.recentMs > Math.max(FAR_BEYOND_TIMES * latency.usualMs, latency.usualMs + FAR_BEYOND_MS);
    const isKnown = latency.answers > FIRST_ANSWERS;
    const share = isSlow ? Math.min(USUAL_SHARE, (nowMs - latency.learnedAtMs) / SLOW_FOR_MS) : USUAL_SHARE;
    latency.learnedAtMs = nowMs;
    latency.usualMs += (isKnown ? share : 1 / latency.answers) * (durationMs - latency.usualMs);
    return isKnown && isSlow;
  }
}
