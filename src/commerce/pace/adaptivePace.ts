import type { Answer } from '../answer';
import { StepFailure } from '../failure';
import type { Pace, PacedRequest } from '../pace';
import { AdaptiveRate } from './adaptiveRate';
import { Chance, type ChanceOptions } from './chance';
import { type Load, loadToldBy } from './load';
import type { MostPerSecond } from './mostPerSecond';
import { SendSchedule } from './sendSchedule';
import { UsualLatency } from './usualLatency';
import { WaitingLine } from './waitingLine';

export interface AdaptivePaceOptions {
  /** Whose requests these are, for the words of a failure. */
  service: 'IMS' | 'Commerce';
  /** Left out, only what the service takes is the limit. */
  most?: MostPerSecond | undefined;
}

/** Connections break at any load; where one in ten requests gets no answer, it is the load. */
const UNANSWERED: ChanceOptions = { recentShare: 0.05, explained: 0.1 };
/** A gateway finds nobody now and then; two among some twenty-five answers are no chance. */
const UNAVAILABLE: ChanceOptions = { recentShare: 0.02, explained: 0.03 };

/** A service's word is kept up to this long; one beyond it is more likely a mistake than a wish. */
const LONGEST_HOLD_MS = 24 * 3_600_000;

/**
 * Sends to one service as much as it takes, which nobody publishes: each process finds it out on its own from what
 * it is answered, and together they share it. What is beyond it waits here, or is given back to be tried again.
 */
export class AdaptivePace implements Pace {
  private readonly rate = new AdaptiveRate();
  private readonly latency = new UsualLatency();
  private readonly unanswered = new Chance(UNANSWERED);
  private readonly unavailable = new Chance(UNAVAILABLE);
  private readonly schedule: SendSchedule;
  private readonly line = new WaitingLine();
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;

  constructor(private readonly options: AdaptivePaceOptions) {
    this.schedule = new SendSchedule(this.rate, options.most);
  }

  async pass(send: () => Promise<Answer>, request: PacedRequest): Promise<Answer> {
    const { attempt, kind, method } = request;
    let hasWaited = false;
    do {
      attempt.signal.throwIfAborted();
      if (!this.goesAtOnce()) {
        await this.waitInLine(attempt);
        hasWaited = true;
      }
      // The server is asked here, as its answer takes a moment in which a hold may come; `send` has it then at hand.
      const asked = method === 'GET' ? undefined : attempt.assertCurrent();
      if (asked) await asked;
    } while (this.schedule.isHeld(performance.now()));
    const sentAtMs = performance.now();
    const answer = await send();
    this.learn(answer, { kind, sentAtMs, hasWaited });
    return answer;
  }

  stopWaiting(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
    for (const turn of this.line.inOrder()) turn.giveBack(stopped());
  }

  private goesAtOnce(): boolean {
    const nowMs = performance.now();
    if (this.line.length > 0 || this.schedule.earliestAtMs() > nowMs) return false;
    this.schedule.take(nowMs);
    return true;
  }

  private async waitInLine(attempt: PacedRequest['attempt']): Promise<void> {
    if (this.isStopped) throw stopped();
    await this.line.join(attempt, () => this.plan());
  }

  private plan(): void {
    clearTimeout(this.timer);
    const first = this.line.first;
    if (!first) return;
    const inMs = Math.min(this.schedule.earliestAtMs(), first.startByMs) - performance.now();
    this.timer = setTimeout(() => this.letGo(), Math.max(0, Math.ceil(inMs)));
  }

  private letGo(): void {
    const nowMs = performance.now();
    for (let first = this.line.first; first; first = this.line.first) {
      if (first.startByMs <= nowMs) first.giveBack(this.tooLate(nowMs));
      else if (this.schedule.earliestAtMs() > nowMs) break;
      else {
        this.schedule.take(nowMs);
        first.go();
      }
    }
    this.plan();
  }

  private learn(answer: Answer, sent: Sent): void {
    const answered = { ...sent, nowMs: performance.now() };
    const load = loadToldBy(answer);
    if (load === 'taken') {
      this.rate.taken(answered);
      if (this.latency.isFarBeyond(answered)) this.rate.slow(answered);
    }
    if (this.isTooMuch(load)) {
      this.rate.refused(answered);
      this.hold(answer, answered.nowMs);
    }
    this.plan();
  }

  private isTooMuch(load: Load): boolean {
    const unanswered = this.unanswered.isExceeded({ failed: load === 'unanswered' });
    const unavailable = this.unavailable.isExceeded({ failed: load === 'unavailable' });
    return (
      load === 'refused' || (load === 'unanswered' && unanswered) || (load === 'unavailable' && unavailable)
    );
  }

  private hold(answer: Answer, nowMs: number): void {
    if (answer.kind === 'unanswered' || !answer.retryAfterMs) return;
    this.schedule.holdUntil(nowMs + Math.min(answer.retryAfterMs, LONGEST_HOLD_MS));
  }

  /** It has waited in its slot as long as it could, so that no more are begun meanwhile than can be sent. */
  private tooLate(nowMs: number): StepFailure {
    const { service } = this.options;
    return new StepFailure(
      'RateLimited',
      `${service} takes no more requests for the time being; this one was held back, and not sent`,
      { retryAfterMs: Math.max(0, Math.ceil(this.schedule.earliestAtMs() - nowMs)) },
    );
  }
}

interface Sent {
  readonly kind: PacedRequest['kind'];
  readonly sentAtMs: number;
  readonly hasWaited: boolean;
}

function stopped(): StepFailure {
  return new StepFailure('StepTimedOut', 'the worker stops before the request had its turn; it was not sent');
}
