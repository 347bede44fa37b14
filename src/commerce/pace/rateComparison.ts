/** Only at half of the earlier rate, or less, do load and other failures differ enough. */
const FAR_LOWER = 1 / 2;
/** Odds of 1,000 to 1: with several workers, those that have not slowed down yet keep the share high for a while. */
const DECIDED = Math.log(1_000);
/** The other workers have slowed down as well after this time. */
const LEAST_MS = 10_000;
/** Workers that share a limit are refused this share all the same, and this many in a second that sends only one. */
const REFUSED_AT_A_LIMIT = { share: 0.02, atOnePerSecond: 0.05 };
/** Where going slower helps, this part of the earlier share may remain: the other workers slow down later. */
const REMAINS = 1 / 6;
/** With fewer than this part of the earlier share, going slower has helped. */
const HELPED = 1 / 2;
/** The rate has to fall first: before this time it is about what it was. */
const FALLS_FOR_MS = 3_000;

export interface ComparedAnswer {
  readonly isFailure: boolean;
  /** Requests a second that are sent now. */
  readonly perSecond: number;
  readonly nowMs: number;
  /** The share of such failures that is usual. */
  readonly usual: number;
}

/** The answers at the lower rate, and how likely they are if load is the cause. */
interface AtLowerRate {
  readonly sinceMs: number;
  readonly earlierTakenPerSecond: number;
  readonly earlierShare: number;
  answers: number;
  failures: number;
  /** Logarithms of likelihoods. */
  withLoad: number;
  withEarlierShare: number;
}

/**
 * Compares an earlier rate with a far lower one, by Wald's sequential probability ratio test. With load, as many
 * requests a second are taken at the lower rate as before. Other failures take their share of whatever is sent.
 */
export class RateComparison {
  answers = 0;
  private failures = 0;
  private lower: AtLowerRate | undefined;

  constructor(
    readonly earlierPerSecond: number,
    private readonly startedAtMs: number,
  ) {}

  get failedShare(): number {
    return this.failures / this.answers;
  }

  /** Whether the rate is far lower, and nothing is decided. */
  get isOpen(): boolean {
    return this.lower !== undefined;
  }

  /** @returns `over` where the rate is as high as before again; undefined as long as nothing is decided */
  learn(answer: ComparedAnswer): 'helped' | 'same' | 'over' | undefined {
    const { isFailure, perSecond, nowMs } = answer;
    this.answers += 1;
    this.failures += Number(isFailure);
    const isFarLower = perSecond <= this.earlierPerSecond * FAR_LOWER;
    // Where nothing was taken, it is unknown how much a limit would take.
    if (isFarLower && this.failures === this.answers) return 'over';
    if (isFarLower) this.lower ??= this.startLower(nowMs);
    const finding = this.lower && this.decide(this.lower, answer);
    const isBack = nowMs > this.startedAtMs + FALLS_FOR_MS && perSecond >= this.earlierPerSecond;
    return finding ?? (isBack ? 'over' : undefined);
  }

  private startLower(nowMs: number): AtLowerRate {
    const seconds = Math.max(1, (nowMs - this.startedAtMs) / 1_000);
    return {
      sinceMs: nowMs,
      earlierTakenPerSecond: (this.answers - this.failures) / seconds,
      earlierShare: this.failedShare,
      answers: 0,
      failures: 0,
      withLoad: 0,
      withEarlierShare: 0,
    };
  }

  private decide(lower: AtLowerRate, answer: ComparedAnswer): 'helped' | 'same' | undefined {
    const { isFailure, perSecond, nowMs, usual } = answer;
    const atLimit = Math.max(REFUSED_AT_A_LIMIT.share, REFUSED_AT_A_LIMIT.atOnePerSecond / perSecond);
    const earlier = Math.max(atLimit, lower.earlierShare);
    const beyondLimit = 1 - lower.earlierTakenPerSecond / perSecond;
    const load = Math.min(earlier, Math.max(atLimit, usual, beyondLimit, earlier * REMAINS));
    lower.answers += 1;
    lower.failures += Number(isFailure);
    lower.withLoad += Math.log(isFailure ? load : 1 - load);
    lower.withEarlierShare += Math.log(isFailure ? earlier : 1 - earlier);
    if (lower.withLoad - lower.withEarlierShare >= DECIDED) return 'helped';
    const isLower = lower.failures < lower.answers * lower.earlierShare * HELPED;
    if (isLower || nowMs < lower.sinceMs + LEAST_MS) return undefined;
    // The earlier share alone is uncertain, as the rate falls fast where many happen to fail at first.
    return logLikelihood(lower, this.failedShare) - lower.withLoad >= DECIDED ? 'same' : undefined;
  }
}

function logLikelihood({ answers, failures }: AtLowerRate, share: number): number {
  const failed = failures > 0 ? failures * Math.log(share) : 0;
  const taken = answers > failures ? (answers - failures) * Math.log(1 - share) : 0;
  return failed + taken;
}
