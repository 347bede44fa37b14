import type { Answer } from '../answer';
import { StepFailure } from '../failure';
import type { Pace, PacedRequest } from '../pace';
import { AdaptiveRate } from './adaptiveRate';
import { loadToldBy } from './load';
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

/** A service's word is kept up to this long; one beyond it is more likely a mistake than a wish. */
const LONGEST_HOLD_MS = 24 * 3_600_000;

/**
 * Sends to one service as much as it takes, which nobody publishes: each process finds it out on its own from what
 * it is answered, and together they share it. What is beyond it waits here, or is given back to be tried again.
 */
export class AdaptivePace implements Pace {
  private readonly rate = new AdaptiveRate();
  private readonly latency = new UsualLatency();
  private readonly schedule: SendSchedule;
  private readonly line = new WaitingLine();
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;

  constructor(private readonly options: AdaptivePaceOptions) {
    this.schedule = new SendSchedule(this.rate, options.most);
  }

  async pass(send: () => Promise<Answer>, request: PacedRequest): Promise<Answer> {
    const hasWaited = await this.turn(request);
    const sentAtMs = performance.now();
    const answer = await send();
    this.learn(answer, { kind: request.kind, sentAtMs, hasWaited });
    return answer;
  }

  stopWaiting(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
    for (const turn of this.line.inOrder()) turn.giveBack(stopped());
  }

  /** Returns whether the request had to wait for its turn. */
  private async turn({ attempt, method }: PacedRequest): Promise<boolean> {
    let hasWaited = false;
    do {
      attempt.signal.throwIfAborted();
      hasWaited = (await this.waitInLine(attempt)) || hasWaited;
      // The server is asked here, as its answer takes a moment in which a hold may come; `send` has it then at hand.
      if (method !== 'GET') await attempt.assertCurrent();
    } while (this.schedule.isHeld(performance.now()));
    return hasWaited;
  }

  private async waitInLine(attempt: PacedRequest['attempt']): Promise<boolean> {
    const nowMs = performance.now();
    if (this.line.length === 0 && this.schedule.earliestAtMs() <= nowMs) {
      this.schedule.take(nowMs);
      return false;
    }
    if (this.isStopped) throw stopped();
    await this.line.join(attempt, (turn, place) => {
      const comesAtMs = this.comesAtMs(place);
      if (comesAtMs > turn.startByMs) turn.giveBack(this.tooLate(comesAtMs));
      else this.plan();
    });
    return true;
  }

  private plan(): void {
    clearTimeout(this.timer);
    if (this.line.length === 0) return;
    const inMs = this.schedule.earliestAtMs() - performance.now();
    this.timer = setTimeout(() => this.letGo(), Math.max(0, Math.ceil(inMs)));
  }

  private letGo(): void {
    for (let nowMs = performance.now(); this.schedule.earliestAtMs() <= nowMs; nowMs = performance.now()) {
      const turn = this.line.first;
      if (!turn) return;
      if (nowMs > turn.startByMs) turn.giveBack(this.tooLate(nowMs));
      else {
        this.schedule.take(nowMs);
        turn.go();
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
    } else if (load === 'refused') {
      this.rate.refused(answered);
      this.hold(answer, answered.nowMs);
      this.giveBackWhoComesTooLate();
    }
    this.plan();
  }

  private hold(answer: Answer, nowMs: number): void {
    if (answer.kind === 'unanswered' || !answer.retryAfterMs) return;
    this.schedule.holdUntil(nowMs + Math.min(answer.retryAfterMs, LONGEST_HOLD_MS));
  }

  /** Who waits in vain keeps a slot of the worker and the time of its attempt. */
  private giveBackWhoComesTooLate(): void {
    let place = 0;
    for (const turn of this.line.inOrder()) {
      const comesAtMs = this.comesAtMs(place);
      if (comesAtMs > turn.startByMs) turn.giveBack(this.tooLate(comesAtMs));
      else place += 1;
    }
  }

  /** As far as can be told now. */
  private comesAtMs(place: number): number {
    return this.schedule.earliestAtMs() + place * this.schedule.intervalMs();
  }

  private tooLate(comesAtMs: number): StepFailure {
    const { service } = this.options;
    return new StepFailure(
      'RateLimited',
      `${service} takes no more requests for the time being; this one was held back, and not sent`,
      { retryAfterMs: Math.max(0, Math.ceil(comesAtMs - performance.now())) },
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
