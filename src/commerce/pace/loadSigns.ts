import type { Answer } from '../answer';
import type { RequestKind } from '../httpClient';
import type { AnsweredRequest } from './cubicRate';

/** What slows requests down: a closed set, as it is the label of a metric. */
export type LoadSign = 'refused' | 'failing' | 'slow';

/** What one answer says, before it is compared with others. */
export type Outcome = 'taken' | 'refused' | 'failed';

const TOO_MANY_REQUESTS = 429;

/** A refusal means load. Any other failure may have any cause: a broken connection, maintenance, a row that fails. */
export function outcomeOf(answer: Answer): Outcome {
  if (answer.kind === 'unanswered') return 'failed';
  if (answer.status === TOO_MANY_REQUESTS) return 'refused';
  if (answer.status < 500) return 'taken';
  return answer.retryAfterMs ? 'refused' : 'failed';
}

/** Weights of each new answer: of about 25 and of about 100. */
const RECENT = 1 / 25;
const USUAL = 1 / 100;
/** Connections break and gateways fail at any load: so many explain themselves. */
const CHANCE_SHARE = 0.05;
/** Three standard deviations of an average of weight `RECENT`. */
const SCATTER = 3 * Math.sqrt(RECENT / (2 - RECENT));
/** How much of the rate is left in a trial, at most and at least. */
const TRIAL_RATE = { most: 0.7, least: 0.25 };
/** Odds of 100 to 1 settle it. A limit counts by the second, so one second at least is looked at. */
const SURE = Math.log(100);
const LEAST_TRIAL = { answers: 10, ms: 1_000 };
const TRIALS_IN_A_ROW = 4;
const OUTAGE = { failures: 10, ms: 3_000 };

/**
 * Finds out whether failures of any cause mean load, by Wald's sequential probability ratio test: where more fail
 * than usual, requests go slower for a trial. With load the share of failures goes down with the rate; where it
 * stays, it is chance, and usual from then on.
 */
export class FailureShare {
  private recent = 0;
  private usual = 0;
  private mostUsual = CHANCE_SHARE;
  private trial: Trial | undefined;
  private trials = 0;
  private failedInARow = 0;
  private takenAtMs = -Infinity;

  /** What is sent a second at most in a trial. */
  get trialRate(): number {
    return this.trial?.perSecond ?? Infinity;
  }

  /** Nothing is answered well any more. */
  isOutage(nowMs: number): boolean {
    return this.failedInARow >= OUTAGE.failures && nowMs >= this.takenAtMs + OUTAGE.ms;
  }

  /** @returns what a trial found, where one is settled */
  learn(outcome: Outcome, request: AnsweredRequest, sentPerSecond: number): 'load' | 'noLoad' | undefined {
    const { sentAtMs, nowMs } = request;
    this.failedInARow = outcome === 'taken' ? 0 : this.failedInARow + 1;
    if (outcome === 'taken') this.takenAtMs = nowMs;
    if (outcome === 'refused') return undefined;
    const failed = Number(outcome === 'failed');
    this.recent += RECENT * (failed - this.recent);
    this.usual = Math.min(this.mostUsual, this.usual + USUAL * (failed - this.usual));
    this.mostUsual = Math.max(CHANCE_SHARE, Math.min(this.mostUsual, 2 * this.usual));
    if (this.isOutage(nowMs)) this.trial = undefined;
    else if (this.trial && sentAtMs >= this.trial.fromMs) return this.goOn(this.trial, failed, nowMs, sentPerSecond);
    else if (!this.trial && failed === 1 && this.recent > this.explained()) this.startTrial(nowMs, sentPerSecond);
    return undefined;
  }

  private explained(): number {
    return this.usual + SCATTER * Math.sqrt(this.usual * (1 - this.usual)) + CHANCE_SHARE;
  }

  private startTrial(nowMs: number, sentPerSecond: number): void {
    const byChance = Math.min(0.98, this.recent);
    const slower = Math.min(TRIAL_RATE.most, Math.max(TRIAL_RATE.least, 1 - byChance));
    const byLoad = Math.max(byChance / 10, 1 - (1 - byChance) / slower);
    const perSecond = sentPerSecond * slower;
    this.trials += 1;
    this.trial = { fromMs: nowMs, perSecond, byChance, byLoad, odds: 0, failed: 0, all: 0 };
  }

  private goOn(trial: Trial, failed: number, nowMs: number, sentPerSecond: number): 'load' | 'noLoad' | undefined {
    const { fromMs, byChance, byLoad } = trial;
    trial.odds += failed ? Math.log(byChance / byLoad) : Math.log((1 - byChance) / (1 - byLoad));
    trial.failed += failed;
    trial.all += 1;
    if (Math.abs(trial.odds) < SURE || trial.all < LEAST_TRIAL.answers || nowMs < fromMs + LEAST_TRIAL.ms)
      return undefined;
    const isLoad = trial.odds < 0;
    this.trial = undefined;
    this.recent = trial.failed / trial.all;
    if (isLoad) {
      this.trials = 0;
      return 'load';
    }
    // More than before: the trial began before all was known.
    const isTooEarly = this.recent > 1.5 * byChance && this.trials < TRIALS_IN_A_ROW;
    this.usual = this.mostUsual = this.recent;
    if (isTooEarly) this.startTrial(nowMs, sentPerSecond);
    else this.trials = 0;
    return isTooEarly ? undefined : 'noLoad';
  }
}

interface Trial {
  readonly fromMs: number;
  readonly perSecond: number;
  /** The share of failures to expect, if it is chance and if it is load. */
  readonly byChance: number;
  readonly byLoad: number;
  odds: number;
  failed: number;
  all: number;
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
