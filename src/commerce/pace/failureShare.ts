/** Weights of each new answer: of about 50 and of about 100. */
const RECENT = 1 / 50;
const USUAL = 1 / 100;
/** Three standard deviations of an average of weight `RECENT`. */
const SCATTER = 3 * Math.sqrt(RECENT / (2 - RECENT));
/** The odds at which the test decides: one error in twenty. */
const DECIDED = Math.log(Number(process.env['DEC'] ?? 1000));
const LEAST_MS = Number(process.env['LEASTMS'] ?? 10000);
/** The test compares with the rate before only at a rate that is this share of it or less. */
const FAR_BELOW = 0.5;
const BACK_UP = Number(process.env['BACKUP'] ?? 1);
/** Of a load that fits, nearly everything is taken. */
const MOST_TAKEN = Number(process.env['MOST'] ?? 0.985);

/** What one failure says: it is usual, or a sign of load, or of its kind as many come at any rate. */
export type FailureSign = 'usual' | 'load' | 'anyRate';

/**
 * Separates failures that mean load from those that come at any rate. Load leaves as much taken in a second when fewer
 * are sent; other failures take their share of whatever is sent. Which of both it is, is decided by Wald's sequential
 * probability ratio test, once the rate has fallen to half.
 */
export class FailureShare {
  private recent = 0;
  private usual = 0;
  private mostUsual = 0;
  private episode: Episode | undefined;
  lastPerSecond = 0;

  /** @param byChance the share that is never a sign */
  constructor(private readonly byChance: number) {}

  /** Whether such failures are usual, so that a limit shows late. */
  get isUsual(): boolean {
    return this.usual > 0.03;
  }

  /** Whether the rate fell to half, and it is not known yet whether that helped. */
  get least(): number | undefined {
    return this.episode?.slow && this.episode.perSecond / Number(process.env["FL"] ?? 4);
  }

  taken(perSecond: number, nowMs: number): 'helped' | 'same' | undefined {
    this.learn(0);
    return this.follow(false, perSecond, nowMs);
  }

  failed(perSecond: number, nowMs: number): FailureSign {
    this.learn(1);
    const explained = this.usual + SCATTER * Math.sqrt(this.usual * (1 - this.usual)) + this.byChance;
    const isSign = this.recent > explained;
    if (isSign) this.episode ??= new Episode(perSecond, nowMs);
    if (this.follow(true, perSecond, nowMs) === 'same') return 'anyRate';
    return isSign ? 'load' : 'usual';
  }

  /** Nothing is taken, which says nothing of the rate. */
  forget(): void {
    this.episode = undefined;
  }

  private learn(failed: 0 | 1): void {
    this.recent += RECENT * (failed - this.recent);
    this.usual = Math.min(this.mostUsual, this.usual + USUAL * (failed - this.usual));
  }

  private follow(isFailure: boolean, perSecond: number, nowMs: number): 'helped' | 'same' | undefined {
    const verdict = this.episode?.learn(isFailure, { perSecond, nowMs, usual: this.usual });
    if (!verdict) return undefined;
    this.lastPerSecond = this.episode!.perSecond;
    if (verdict === 'same') {
      if (process.env['SHOW']) console.log('same', JSON.stringify(this.episode), perSecond.toFixed(2), ((nowMs - 1e6) / 1000).toFixed(0), this.usual);
      const { share, all } = this.episode!;
      this.recent = this.usual = share;
      this.mostUsual = share + 2 * Math.sqrt((share * (1 - share)) / all);
    }
    this.episode = undefined;
    return verdict === 'over' ? undefined : verdict;
  }
}

/** From the first sign of load until it is known whether a lower rate helps. */
class Episode {
  all = 0;
  private failures = 0;
  slow: { readonly sinceMs: number; readonly takenPerSecond: number; readonly share: number; odds: number; load: number; all: number; failures: number } | undefined;

  constructor(
    readonly perSecond: number,
    private readonly beganAtMs: number,
  ) {}

  get share(): number {
    return this.failures / this.all;
  }

  learn(isFailure: boolean, { perSecond, nowMs, usual }: { perSecond: number; nowMs: number; usual: number }): 'helped' | 'same' | 'over' | undefined {
    this.all += 1;
    this.failures += Number(isFailure);
    if (!this.slow) {
      if (perSecond > this.perSecond * FAR_BELOW) return this.isOver(perSecond, nowMs) ? 'over' : undefined;
      const seconds = Math.max(1, (nowMs - this.beganAtMs) / 1_000);
      this.slow = { sinceMs: nowMs, takenPerSecond: (this.all - this.failures) / seconds, share: this.share, odds: 0, load: 0, all: 0, failures: 0 };
    }
    const { slow } = this;
    const takenAtAnyRate = Math.min(MOST_TAKEN, 1 - slow.share);
    const takenWithLoad = Math.max(takenAtAnyRate, Math.min(MOST_TAKEN, 1 - usual, slow.takenPerSecond / perSecond));
    slow.all += 1;
    slow.failures += Number(isFailure);
    slow.odds += isFailure
      ? Math.log((1 - takenAtAnyRate) / (1 - takenWithLoad))
      : Math.log(takenAtAnyRate / takenWithLoad);
    slow.load += Math.log(isFailure ? 1 - takenWithLoad : takenWithLoad);
    const { share } = this;
    const same = slow.failures * Math.log(share || 1) + (slow.all - slow.failures) * Math.log(1 - share || 1);
    if (same - slow.load >= DECIDED && nowMs >= slow.sinceMs + LEAST_MS && slow.failures / slow.all >= 0.5 * slow.share) return 'same';
    if (slow.odds <= -DECIDED) return 'helped';
    return this.isOver(perSecond, nowMs) ? 'over' : undefined;
  }

  private isOver(perSecond: number, nowMs: number): boolean {
    return nowMs > this.beganAtMs + 3_000 && perSecond >= this.perSecond * BACK_UP;
  }
}
