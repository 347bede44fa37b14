import type { LoadSign } from './loadSigns';

const START_PER_SECOND = 20;
/** Where nothing is taken, one request in three seconds finds out when the service is back. */
const LEAST_PER_SECOND = 1 / 3;
/** Where some are taken, and going slower has not helped yet. */
const LEAST_TAKEN_PER_SECOND = 1;
/** How far a cut goes below the rate that was too high. */
const CUT = 0.15;
const CUT_AFTER_TROUBLE = 0.5;
/** The time from a cut back to the rate before it; longer at low rates, where one refusal is a large share. */
const CLIMB_MS = 12_000;
const CLIMB_ANSWERS = 150;
const LONGEST_CLIMB_MS = 24_000;
/** Requests a second that each second after a cut adds at least, alike at all rates, so that workers become equal. */
const LEAST_GAIN = 0.025;
const FAR_BELOW = 1 / 3;
/** One cut answers everything that was sent at the old rate; limits count by the second. */
const SETTLE_MS = 1_000;
/** A limit is found in fewer cuts than this. */
const TROUBLE_CUTS = 4;
/** So many refusals with nothing taken in between are no limit, as a limit lets some through. */
const NOTHING_TAKEN = 3;
/** The service is well again after this long, and so many answers, without a sign of load. */
const PEACE_MS = 3_000;
const PEACE_ANSWERS = 3;
/** Counts as taken before, so that one refusal among few answers is one among many. */
const TRUSTED_ANSWERS = 5;

export interface AnsweredRequest {
  readonly sentAtMs: number;
  readonly nowMs: number;
}

/**
 * How many requests a second one process sends: CUBIC (RFC 9438) for rates, as in the adaptive retry mode of the AWS
 * SDKs. After a cut the rate is a function of time: fast back to just below the rate that was refused, slow near it,
 * then ever faster. Before the first cut it doubles with each answer time. Cuts that do not stop are trouble and no
 * limit: once the service is well again the rate returns to what it was before.
 */
export class CubicRate {
  perSecond = START_PER_SECOND;
  /** The rate that was refused; undefined until then. */
  private ceiling: number | undefined;
  private depth = CUT;
  private climbedMs = 0;
  private advancedAtMs = 0;
  private cutAtMs = -Infinity;
  /** Cuts with no peace in between. */
  private cuts = 0;
  isInTrouble = false;
  /** A refusal names a limit; what fails does so only where the cut helped, and slow answers never. */
  private isLimit = false;
  private isDoubtful = false;
  private lastCutBy: LoadSign | undefined;
  private sinceCut = { taken: 0, refused: 0 };
  private lastSign = { atMs: -Infinity, takenSince: 0 };
  /** The most that was sent while everything was well. */
  private best = START_PER_SECOND;
  private readonly answers = new AnswersPerSecond();

  get hasLimit(): boolean {
    return this.ceiling !== undefined;
  }

  get isCut(): boolean {
    return this.cuts > 0;
  }

  answered(nowMs: number): void {
    this.answers.count(nowMs);
  }

  /** @param isLimiting whether the request waited for the rate: it grows beyond the ceiling only as far as it is used */
  taken({ sentAtMs, nowMs }: AnsweredRequest, isLimiting: boolean): void {
    this.sinceCut.taken += 1;
    this.lastSign.takenSince += 1;
    const isWell = nowMs >= this.lastSign.atMs + PEACE_MS && this.lastSign.takenSince >= PEACE_ANSWERS;
    if (this.cuts > 0 && isWell && !this.isDoubtful) this.makePeace(nowMs);
    if (this.ceiling === undefined && isLimiting) this.perSecond += 1_000 / Math.max(1, nowMs - sentAtMs);
    else this.climb(nowMs, isLimiting);
    if (this.cuts === 0) this.best = Math.max(this.best, this.usedPerSecond(nowMs));
  }

  refused(): void {
    this.sinceCut.refused += 1;
  }

  /**
   * There is too much load: counts once for all that is in flight.
   * @param least what it does not cut below
   * @returns whether it was cut now
   */
  cut({ sentAtMs, nowMs }: AnsweredRequest, sign: LoadSign, least?: number): boolean {
    this.sign(nowMs);
    if (sentAtMs < this.cutAtMs + SETTLE_MS) return false;
    this.cutAtMs = nowMs;
    this.cuts += 1;
    const { perSecond: before, sinceCut } = this;
    const isNothingTaken = sinceCut.taken === 0 && sinceCut.refused >= NOTHING_TAKEN;
    const mostCuts = sign === 'refused' && sinceCut.taken > 0 ? 2 * TROUBLE_CUTS : TROUBLE_CUTS;
    if (this.cuts >= mostCuts || isNothingTaken || sign === 'slow') this.isInTrouble = true;
    this.isLimit = sign === 'refused' && !this.isInTrouble;
    this.lastCutBy = sign;
    this.isDoubtful = sign === 'failing' && !this.isInTrouble;
    const share = this.isInTrouble ? 0.5 : this.shareTaken();
    this.beginClimb(this.usedPerSecond(nowMs) * share, this.isInTrouble ? 0 : CUT, nowMs);
    const floor =
      least ?? (this.isInTrouble && sinceCut.taken > 0 ? LEAST_TAKEN_PER_SECOND : LEAST_PER_SECOND);
    this.perSecond = Math.max(this.perSecond, Math.min(floor, before));
    this.sinceCut = { taken: 0, refused: 0 };
    return true;
  }

  /** Not slower than this, but no faster than after trouble either. */
  raiseTo(perSecond: number): void {
    this.perSecond = Math.max(this.perSecond, Math.min(perSecond, this.best * CUT_AFTER_TROUBLE));
  }

  /** It is not well yet, though no cut is made. */
  sign(nowMs: number): void {
    this.lastSign = { atMs: nowMs, takenSince: 0 };
  }

  /** Going slower helped: what failed did so for the load. */
  confirmLimit(): void {
    this.isLimit ||= this.isDoubtful;
    this.isDoubtful = false;
  }

  /** Going slower did not help. */
  goBackUp(nowMs: number): void {
    this.isLimit = false;
    this.makePeace(nowMs);
  }

  private makePeace(nowMs: number): void {
    if (!this.isLimit) this.beginClimb(this.best, CUT_AFTER_TROUBLE, nowMs);
    else this.best = Math.max(this.ceiling ?? 0, this.lastCutBy === 'failing' ? this.best / 2 : 0);
    this.cuts = 0;
    this.isInTrouble = false;
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
    const isFarBelow = this.lastCutBy === 'failing' && this.ceiling < this.best * FAR_BELOW;
    const isQuick = isFarBelow || this.depth > CUT;
    const climbMs = isQuick ? CLIMB_MS : slowClimbMs(this.ceiling);
    if (this.climbedMs < climbMs) this.climbedMs = Math.min(climbMs, this.climbedMs + passedMs);
    else if (isLimiting) this.climbedMs += 2 * passedMs;
    const beyond = this.climbedMs / climbMs - 1;
    const cubic = 1 + (beyond < 0 ? this.depth : isFarBelow ? CUT_AFTER_TROUBLE : CUT) * beyond ** 3;
    // What RFC 9438 calls the Reno-friendly region, section 4.3.
    const linear = this.ceiling * (1 - this.depth) + (LEAST_GAIN * this.climbedMs) / 1_000;
    this.perSecond = Math.max(this.ceiling * cubic, linear);
  }

  /** A rate that is not used to the full is not the one that was too high. */
  usedPerSecond(nowMs: number): number {
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
