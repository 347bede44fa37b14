import { type ComparedAnswer, RateComparison } from './rateComparison';

/** Weights of each new answer: of about 50 and of about 100. */
const RECENT = 1 / 50;
const USUAL = 1 / 100;
/** Three standard deviations of an average of weight `RECENT`. */
const SCATTER = 3 * Math.sqrt(RECENT / (2 - RECENT));
/** With more than this usual, a limit shows late. */
const HIDES_A_LIMIT = 0.03;
/** As long as nothing is decided, a cut goes no lower than this share of the earlier rate. */
const LEAST_SHARE = 1 / 4;

/** What an answer says about one kind of failure. */
export type FailureSign =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'load' }
  /** As many come at a far lower rate. They are usual from now on. */
  | { readonly kind: 'anyRate'; readonly earlierPerSecond: number };

/** Separates the failures of one kind that mean load from those that come at any rate. */
export class FailureShare {
  private recent = 0;
  private usual = 0;
  private mostUsual = 0;
  private comparison: RateComparison | undefined;

  /** @param byChance the share that is never a sign of load */
  constructor(private readonly byChance: number) {}

  get hidesLimit(): boolean {
    return this.usual > HIDES_A_LIMIT;
  }

  /** Requests a second. Defined while the rate is far lower than before, and it is open whether that helps. */
  get leastPerSecond(): number | undefined {
    return this.comparison?.isOpen ? this.comparison.earlierPerSecond * LEAST_SHARE : undefined;
  }

  learn({ isFailure, perSecond, nowMs }: Omit<ComparedAnswer, 'usual'>): FailureSign {
    const isMoreThanUsual = this.count(isFailure);
    if (isMoreThanUsual) this.comparison ??= new RateComparison(perSecond, nowMs);
    const { comparison } = this;
    const finding = comparison?.learn({ isFailure, perSecond, nowMs, usual: this.usual });
    if (finding) this.comparison = undefined;
    if (comparison && finding === 'same') {
      this.accept(comparison);
      return { kind: 'anyRate', earlierPerSecond: comparison.earlierPerSecond };
    }
    return { kind: isMoreThanUsual ? 'load' : 'nothing' };
  }

  /** Nothing is taken at any rate, so there is nothing to compare. */
  endComparison(): void {
    this.comparison = undefined;
  }

  private count(isFailure: boolean): boolean {
    const failed = Number(isFailure);
    this.recent += RECENT * (failed - this.recent);
    this.usual = Math.min(this.mostUsual, this.usual + USUAL * (failed - this.usual));
    const explained = this.usual + SCATTER * Math.sqrt(this.usual * (1 - this.usual)) + this.byChance;
    return isFailure && this.recent > explained;
  }

  private accept({ failedShare, answers }: RateComparison): void {
    this.recent = this.usual = failedShare;
    this.mostUsual = failedShare + 2 * Math.sqrt((failedShare * (1 - failedShare)) / answers);
  }
}
