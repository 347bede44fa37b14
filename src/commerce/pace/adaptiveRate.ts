import { AnswersPerSecond } from './answersPerSecond';
import type { Rate } from './sendSchedule';

const START_PER_SECOND = 20;
const LEAST_PER_SECOND = 0.1;
/** How far the rate goes down below the ceiling when that was met. */
const STEP_DOWN = 0.15;
/** After an outage the ceiling is old news. */
const STEP_DOWN_AFTER_OUTAGE = 0.5;
/** The way back up to the ceiling takes so long at full use, and so many answers at least. */
const CLIMB_S = 12;
const CLIMB_ANSWERS = 60;
/** A limit is met once where the answers to all that was sent at the old rate say so; limits count by the second. */
const SETTLE_MS = 1_000;
/** So many steps down without a single answer in between are an outage, and no limit: a limit lets some through. */
const OUTAGE_STEPS = 4;
/** What is taken to have been answered well before, so that one refusal among few answers is one among many. */
const TRUSTED_ANSWERS = 5;
const BURST_BEFORE_LIMIT_MS = 200;
const BURST_MS = 20;

interface AnsweredRequest {
  readonly sentAtMs: number;
  readonly nowMs: number;
  /** The rate kept it waiting. */
  readonly hasWaited: boolean;
}

/**
 * The rate at which one process sends: additive increase, multiplicative decrease, with the memory of CUBIC (RFC
 * 9438). Until something is refused it doubles with each answer's time, as far as it is used. From then on it keeps
 * just below the ceiling, the rate that was refused: quickly back up, long near it, then beyond it ever faster, as
 * the limit may have been lifted. Every answer counts alike, so that of several processes the one that sends more
 * is refused more often, and they come to share the limit.
 */
export class AdaptiveRate implements Rate {
  private rate = START_PER_SECOND;
  /** Undefined until something is refused. */
  private ceiling: number | undefined;
  /** The way from a step down (0) to the ceiling (1) and beyond. */
  private climbed = 0;
  private stepDown = STEP_DOWN;
  private steppedDownAtMs = -Infinity;
  private stepsSinceAnswer = 0;
  private sinceStep = { taken: 0, refused: 0 };
  private readonly answers = new AnswersPerSecond();
  /** As it was when everything was answered still. */
  private rateBeforeTrouble = START_PER_SECOND;

  get perSecond(): number {
    return this.rate;
  }

  get burstMs(): number {
    return this.ceiling === undefined ? BURST_BEFORE_LIMIT_MS : BURST_MS;
  }

  /** The rate grows only as far as it is used. */
  taken({ hasWaited, sentAtMs, nowMs }: AnsweredRequest): void {
    this.answers.count(nowMs);
    this.sinceStep.taken += 1;
    if (this.stepsSinceAnswer >= OUTAGE_STEPS)
      this.beginClimb(this.rateBeforeTrouble, STEP_DOWN_AFTER_OUTAGE);
    this.stepsSinceAnswer = 0;
    if (!hasWaited) return;
    if (this.ceiling === undefined) this.rate += 1_000 / Math.max(1, nowMs - sentAtMs);
    else this.climb(1 / Math.max(CLIMB_S * this.rate, CLIMB_ANSWERS));
  }

  refused(request: AnsweredRequest): void {
    this.answers.count(request.nowMs);
    this.sinceStep.refused += 1;
    this.overloaded(request);
  }

  /** It took far longer than usual. Requests that go one after the other cannot be what makes it slow. */
  slow(request: AnsweredRequest): void {
    if (this.rate > 1_000 / (request.nowMs - request.sentAtMs)) this.overloaded(request);
  }

  /** Too much was sent, or would have been at this rate; told of each request, it counts once for all in flight. */
  private overloaded({ sentAtMs, nowMs }: AnsweredRequest): void {
    if (sentAtMs < this.steppedDownAtMs + SETTLE_MS) return;
    this.steppedDownAtMs = nowMs;
    if (this.stepsSinceAnswer === 0) this.rateBeforeTrouble = this.usedRate(nowMs);
    this.stepsSinceAnswer += 1;
    if (this.stepsSinceAnswer >= OUTAGE_STEPS) {
      this.rate = Math.max(LEAST_PER_SECOND, this.rate * STEP_DOWN_AFTER_OUTAGE);
    } else {
      this.beginClimb(this.usedRate(nowMs) * this.shareTaken(), STEP_DOWN);
    }
    this.sinceStep = { taken: 0, refused: 0 };
  }

  private beginClimb(ceiling: number, stepDown: number): void {
    this.ceiling = Math.max(LEAST_PER_SECOND, ceiling);
    this.stepDown = stepDown;
    this.climbed = 0;
    this.climb(0);
  }

  private climb(share: number): void {
    this.climbed += share;
    const beyond = this.climbed - 1;
    const reach = beyond < 0 ? this.stepDown : STEP_DOWN;
    const rate = (this.ceiling ?? this.rate) * (1 + reach * beyond ** 3);
    this.rate = Math.max(LEAST_PER_SECOND, rate);
  }

  /** A rate that is not used to the full is not the one that was too high. */
  private usedRate(nowMs: number): number {
    return Math.min(this.rate, Math.max(START_PER_SECOND, this.answers.perSecond(nowMs)));
  }

  /** At least a half: what a single second tells is not known well. */
  private shareTaken(): number {
    const { taken, refused } = this.sinceStep;
    return Math.max(0.5, (taken + TRUSTED_ANSWERS) / (taken + refused + TRUSTED_ANSWERS));
  }
}
