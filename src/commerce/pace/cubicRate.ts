import type { LoadSign } from './loadSigns';

const START_PER_SECOND = 20;
/** Where nothing is taken, one request in three seconds finds out when the service is back. */
const LEAST_PER_SECOND = 1 / 3;
/** How far a cut goes below the rate that was too high. */
const CUT = 0.15;
const CUT_AFTER_TROUBLE = 0.5;
/** How much of its earlier rate it still expects, after it went up and was refused. */
const STILL_EXPECTED = 0.8;
/** The time from a cut back to the rate before it; longer at low rates, where one refusal is a large share. */
const CLIMB_MS = 12_000;
const CLIMB_ANSWERS = 150;
const LONGEST_CLIMB_MS = 24_000;
/** Requests a second that each second after a cut adds at least, alike at all rates, so that workers become equal. */
const LEAST_GAIN = 0.025;
/** A ceiling that is a smaller share of the earlier rate is left fast. */
const FAR_BELOW = 0.3;
/** One cut answers everything that was sent at the old rate; limits count by the second. */
const SETTLE_MS = 1_000;
/** So many refusals with nothing taken in between are no limit, as a limit lets some through. */
const NOTHING_TAKEN = 3;
/** The service is well again after this long, and so many answers, without a sign of load. */
const PEACE_MS = 3_000;
const PEACE_ANSWERS = 3;
/** Counts as taken before, so that one refusal among few answers is one among many. */
const TRUSTED_ANSWERS = 5;
/** The earlier rate is an average over about this time. */
const AVERAGE_OVER_MS = 10_000;

export interface AnsweredRequest {
  readonly sentAtMs: number;
  readonly nowMs: number;
}

export interface Cut {
  readonly sign: LoadSign;
  /** Requests a second that it does not cut below. */
  readonly leastPerSecond?: number | undefined;
  /** Whether what is refused may come at any rate, so that it says little about the earlier rate. */
  readonly isUncertain: boolean;
}

/**
 * How many requests a second one process sends: CUBIC (RFC 9438) for rates, as in the adaptive retry mode of the AWS
 * SDKs. After a cut the rate is a function of time: fast back to just below the rate that was refused, slow near it,
 * then ever faster. Before the first cut it doubles with each answer time. Where nothing is taken, or answers are slow,
 * it stays low until the service is well again, and then returns to the earlier rate.
 */
export class CubicRate {
  perSecond = START_PER_SECOND;
  /** The rate that was refused; undefined until then. */
  private ceiling: number | undefined;
  private depth = CUT;
  private climbedMs = 0;
  private climbMs = CLIMB_MS;
  private advancedAtMs = 0;
  private cutAtMs = -Infinity;
  /** Cuts with no peace in between. */
  private cuts = 0;
  private isInTrouble = false;
  private lastCutBy: LoadSign | undefined;
  private sinceCut = { taken: 0, refused: 0 };
  private lastSign = { atMs: -Infinity, takenSince: 0 };
  /** The most that was sent while everything was well. */
  private best = 0;
  private readonly answers = new AnswersPerSecond();
  private readonly answersWithoutLoad = new AnswersPerSecond();
  private readonly averageWithoutLoad = new AveragePerSecond();

  get hasLimit(): boolean {
    return this.ceiling !== undefined;
  }

  get isCut(): boolean {
    return this.cuts > 0;
  }

  answered(nowMs: number, isSignOfLoad: boolean): void {
    this.answers.count(nowMs);
    if (isSignOfLoad) return;
    this.answersWithoutLoad.count(nowMs);
    this.averageWithoutLoad.count(nowMs);
  }

  /**
   * @param hasWaited whether the request waited for the rate: it grows beyond the ceiling only as far as it is used
   * @param hidesLimit whether it grows no further than the earlier rate, as a limit would show late
   */
  taken({ sentAtMs, nowMs }: AnsweredRequest, hasWaited: boolean, hidesLimit: boolean): void {
    const isLimiting = hasWaited && !(hidesLimit && this.perSecond >= this.best);
    this.sinceCut.taken += 1;
    this.lastSign.takenSince += 1;
    const isWell = nowMs >= this.lastSign.atMs + PEACE_MS && this.lastSign.takenSince >= PEACE_ANSWERS;
    if (this.cuts > 0 && isWell) this.makePeace(nowMs);
    if (this.ceiling === undefined && isLimiting) this.perSecond += 1_000 / Math.max(1, nowMs - sentAtMs);
    else this.climb(nowMs, isLimiting);
    if (this.cuts === 0)
      this.best = Math.max(this.best, Math.min(this.perSecond, this.averageWithoutLoad.perSecond(nowMs)));
  }

  refused(): void {
    this.sinceCut.refused += 1;
  }

  /** There is too much load: cuts once for all that is in flight. */
  cut({ sentAtMs, nowMs }: AnsweredRequest, { sign, leastPerSecond, isUncertain }: Cut): void {
    this.lastSign = { atMs: nowMs, takenSince: 0 };
    if (sentAtMs < this.cutAtMs + SETTLE_MS) return;
    this.cutAtMs = nowMs;
    this.cuts += 1;
    this.expectAfter(sign, isUncertain, nowMs);
    const { perSecond: before, sinceCut } = this;
    const isNothingTaken = sinceCut.taken === 0 && sinceCut.refused >= NOTHING_TAKEN;
    if (isNothingTaken || sign === 'slow') this.isInTrouble = true;
    this.lastCutBy = sign;
    const share = this.isInTrouble ? 0.5 : this.shareTaken();
    this.beginClimb(this.usedPerSecond(nowMs) * share, this.isInTrouble ? 0 : CUT, nowMs);
    this.perSecond = Math.max(this.perSecond, Math.min(leastPerSecond ?? LEAST_PER_SECOND, before));
    this.sinceCut = { taken: 0, refused: 0 };
  }

  /** Sets how much of the earlier rate it expects after a cut. */
  private expectAfter(sign: LoadSign, isUncertain: boolean, nowMs: number): void {
    if (this.ceiling === undefined) {
      const taken = this.answersWithoutLoad.perSecond(nowMs);
      this.best = Math.max(this.best, Math.min(this.perSecond, taken));
    } else if (!isUncertain && sign !== 'slow' && this.climbedMs >= this.climbMs)
      this.best = Math.max(this.usedPerSecond(nowMs), this.best * STILL_EXPECTED);
  }

  /** Not slower than this, but no faster than after trouble either. */
  raiseTo(perSecond: number): void {
    this.perSecond = Math.max(this.perSecond, Math.min(perSecond, this.expected * CUT_AFTER_TROUBLE));
  }

  /** Going slower did not help. */
  goBackUp(earlierPerSecond: number, nowMs: number): void {
    this.best = Math.max(this.best, earlierPerSecond);
    this.isInTrouble = true;
    this.makePeace(nowMs);
  }

  private makePeace(nowMs: number): void {
    if (this.isInTrouble) this.beginClimb(this.expected, CUT_AFTER_TROUBLE, nowMs);
    this.cuts = 0;
    this.isInTrouble = false;
  }

  private get expected(): number {
    return this.best || START_PER_SECOND;
  }

  private beginClimb(ceiling: number, depth: number, nowMs: number): void {
    this.ceiling = ceiling;
    this.depth = depth;
    this.climbedMs = 0;
    this.advancedAtMs = nowMs;
    this.perSecond = ceiling * (1 - depth);
  }

  private climb(nowMs: number, isLimiting: boolean): void {
    const passedMs = nowMs - this.advancedAtMs;
    this.advancedAtMs = nowMs;
    if (this.ceiling === undefined || this.isInTrouble) return;
    // A ceiling far below what went well is not believed for long.
    const isFarBelow = this.lastCutBy !== 'slow' && this.ceiling < this.best * FAR_BELOW;
    const isQuick = isFarBelow || this.depth > CUT;
    this.climbMs = isQuick ? CLIMB_MS : slowClimbMs(this.ceiling);
    if (this.climbedMs < this.climbMs) this.climbedMs = Math.min(this.climbMs, this.climbedMs + passedMs);
    else if (isLimiting) this.climbedMs += 2 * passedMs;
    const beyond = this.climbedMs / this.climbMs - 1;
    const cubic = 1 + (beyond < 0 ? this.depth : isFarBelow ? CUT_AFTER_TROUBLE : CUT) * beyond ** 3;
    // What RFC 9438 calls the Reno-friendly region, section 4.3.
    const linear = this.ceiling * (1 - this.depth) + (LEAST_GAIN * this.climbedMs) / 1_000;
    this.perSecond = Math.max(this.ceiling * cubic, linear);
  }

  /** What is sent now: the rate may not be used to the full. */
  sentPerSecond(nowMs: number): number {
    return Math.min(this.perSecond, Math.max(1, this.answers.perSecond(nowMs)));
  }

  /** A rate that is not used to the full is not the one that was too high. */
  private usedPerSecond(nowMs: number): number {
    return Math.min(this.perSecond, Math.max(START_PER_SECOND, this.answers.perSecond(nowMs)));
  }

  /** At least a half: what a single second says is not certain. */
  private shareTaken(): number {
    const { taken, refused } = this.sinceCut;
    return Math.max(0.5, (taken + TRUSTED_ANSWERS) / (taken + refused + TRUSTED_ANSWERS));
  }
}

function slowClimbMs(ceiling: number): number {
  return Math.max(CLIMB_MS, Math.min(LONGEST_CLIMB_MS, (CLIMB_ANSWERS / ceiling) * 1_000));
}

/** By whole seconds; the second that has just begun counts where it has more already. */
class AnswersPerSecond {
  private second = 0;
  private current = 0;
  private previous = 0;

  count(nowMs: number): void {
    this.turnTo(nowMs);
    this.current += 1;
  }

  perSecond(nowMs: number): number {
    this.turnTo(nowMs);
    return Math.max(this.previous, this.current);
  }

  private turnTo(nowMs: number): void {
    const second = Math.floor(nowMs / 1_000);
    if (second === this.second) return;
    this.previous = second === this.second + 1 ? this.current : 0;
    this.current = 0;
    this.second = second;
  }
}

/** Exponentially weighted by time. */
class AveragePerSecond {
  private value = 0;
  private atMs = 0;

  count(nowMs: number): void {
    this.value = this.perSecond(nowMs) + 1_000 / AVERAGE_OVER_MS;
    this.atMs = nowMs;
  }

  perSecond(nowMs: number): number {
    return this.value * Math.exp((this.atMs - nowMs) / AVERAGE_OVER_MS);
  }
}
