import type { Backlog } from '../../contract/backlog';
import type { Answer } from '../answer';
import { StepFailure } from '../failure';
import type { Pace, PacedRequest, PaceState } from '../pace';
import { type AnsweredRequest, CubicRate } from './cubicRate';
import { FailureShare } from './failureShare';
import { type Outcome, OutageDetector, outcomeOf, UsualLatency } from './loadSigns';
import { LoopLag } from './loopLag';
import type { MostPerSecond } from './mostPerSecond';
import { SendSchedule } from './sendSchedule';
import { Silence } from './silence';
import { heldBack, type Slowdown, type SlowdownReason, whatSlowedDown } from './slowdown';
import { WaitingLine } from './waitingLine';

export interface AdaptivePaceOptions {
  /** Whose requests these are, for the words of a failure. */
  service: 'IMS' | 'Commerce';
  /** Left out, only what the service takes is the limit. */
  most?: MostPerSecond | undefined;
}

/** A turn that is older is not one any more: what was waited for meanwhile, a token say, others wait for too. */
const TURN_MS = 1_000;
/** What slowed down longer ago explains nothing. */
const EXPLAINS_FOR_MS = 60_000;
/** A gateway finds nobody now and then; two among some twenty-five answers are no chance. */
const CHANCE_SHARE = 0.03;
/** So many steps may wait, or what is sent in so many seconds: enough that there is always one to send. */
const BACKLOG = { steps: 10, seconds: 2 };

/**
 * Sends to one service as much as it accepts. Nobody publishes the limit: each process finds it from the answers, and
 * processes share it. Other requests wait here, or are rejected and retried later.
 */
export class AdaptivePace implements Pace {
  private readonly rate = new CubicRate();
  private readonly latency = new UsualLatency();
  private readonly outage = new OutageDetector();
  private readonly shares = { refused: new FailureShare(0), unavailable: new FailureShare(CHANCE_SHARE) };
  private readonly everyShare = Object.values(this.shares);
  private readonly lag = new LoopLag();
  private readonly silence = new Silence();
  private readonly schedule: SendSchedule;
  private readonly leftListeners: (() => void)[] = [];
  private readonly line = new WaitingLine(() => this.leftListeners.forEach((listener) => listener()));
  private timer: NodeJS.Timeout | undefined;
  private plannedAtMs = Infinity;
  private slowdown: Slowdown | undefined;
  /** The last answer, where it took no request. */
  private notTaken: Slowdown | undefined;
  private isStopped = false;
  /** Requests a second where one goes after the other. */
  private oneByOne = 0;

  readonly backlog: Backlog = {
    hasRoomFor: (more) => this.line.steps + more <= this.mostInBacklog(),
    onLeft: (listener) => void this.leftListeners.push(listener),
  };

  constructor(private readonly options: AdaptivePaceOptions) {
    this.schedule = new SendSchedule(this.rate, options.most);
  }

  async pass(send: () => Promise<Answer>, request: PacedRequest): Promise<Answer> {
    const { attempt, kind, method, token } = request;
    let hasWaited = false;
    let turn: { readonly atMs: number; readonly holds: number };
    do {
      attempt.signal.throwIfAborted();
      if (token && !token.isAtHand()) await token.fetch();
      if (!this.goesAtOnce()) {
        await this.waitInLine(attempt);
        hasWaited = true;
      }
      turn = { atMs: performance.now(), holds: this.schedule.holds };
      // It may have run out in the line.
      if (token && !token.isAtHand()) await token.fetch();
      // The server is asked here, as its answer takes a moment in which a hold may come; `send` has it then at hand.
      const asked = method === 'GET' ? undefined : attempt.assertCurrent();
      if (asked) await asked;
    } while (turn.holds !== this.schedule.holds || performance.now() - turn.atMs > TURN_MS);
    const sentAtMs = performance.now();
    const { result: answer, lagMs } = await this.silence.during(() => this.lag.during(send));
    this.learn(answer, { kind, sentAtMs, lagMs, hasWaited });
    return answer;
  }

  stopWaiting(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
    for (const turn of this.line.inOrder()) turn.reject(stopped());
  }

  state(): PaceState {
    return {
      service: this.options.service,
      allowedPerSecond: this.rate.perSecond,
      waiting: this.line.length,
      reason: this.reason(performance.now()),
      slowdown: this.slowdown ?? null,
    };
  }

  private goesAtOnce(): boolean {
    const nowMs = performance.now();
    if (this.line.length > 0 || this.schedule.earliestAtMs() > nowMs) return false;
    this.schedule.take(nowMs, 0);
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
    const nowMs = performance.now();
    this.plannedAtMs = Math.max(nowMs, Math.min(this.schedule.earliestAtMs(), first.startByMs));
    this.timer = setTimeout(() => this.letGo(), Math.ceil(this.plannedAtMs - nowMs));
  }

  private letGo(): void {
    const nowMs = performance.now();
    for (let first = this.line.first; first; first = this.line.first) {
      if (first.startByMs <= nowMs) first.reject(this.tooLate(nowMs));
      else if (this.schedule.earliestAtMs() > nowMs) break;
      else {
        this.schedule.take(nowMs, nowMs - this.plannedAtMs);
        first.go();
      }
    }
    this.plan();
  }

  private learn(answer: Answer, sent: Sent): void {
    const nowMs = performance.now();
    const request = { sentAtMs: sent.sentAtMs, nowMs };
    const outcome = outcomeOf(answer);
    const wasOutage = this.outage.isOutage(nowMs);
    this.outage.learn(outcome === 'taken', nowMs);
    this.rate.answered(nowMs, outcome === 'refused' || outcome === 'unavailable');
    if (answer.kind === 'answered') this.silence.end(nowMs);
    this.notTaken = outcome === 'taken' ? undefined : whatSlowedDown('failing', answer);
    if (outcome === 'taken') this.learnTaken(answer, sent, { ...request, wasOutage });
    else this.learnNotTaken(answer, outcome, request);
    this.plan();
  }

  private learnTaken(answer: Answer, sent: Sent, request: AnsweredRequest & { wasOutage: boolean }): void {
    const { nowMs } = request;
    const durationMs = Math.max(1, nowMs - sent.sentAtMs - sent.lagMs);
    this.oneByOne = 1_000 / durationMs;
    for (const share of this.everyShare) {
      const sign = share.learn({ isFailure: false, perSecond: this.rate.sentPerSecond(nowMs), nowMs });
      if (sign.kind === 'anyRate') this.rate.goBackUp(sign.earlierPerSecond, nowMs);
    }
    const hidesLimit = this.everyShare.some((share) => share.hidesLimit);
    this.rate.taken(request, sent.hasWaited, hidesLimit);
    if (request.wasOutage || this.slowdown?.reason === 'slow') this.rate.raiseTo(this.oneByOne);
    this.schedule.endHold(nowMs);
    // Requests that go one after the other cannot be what makes it slow.
    if (this.latency.learn(sent.kind, durationMs, nowMs) && this.rate.perSecond > this.oneByOne)
      this.slowDown('slow', answer, { ...request, leastPerSecond: this.oneByOne });
  }

  private learnNotTaken(answer: Answer, outcome: NotTaken, request: AnsweredRequest): void {
    const { nowMs } = request;
    const share = outcome === 'failed' ? undefined : this.shares[outcome];
    const sign = share?.learn({ isFailure: true, perSecond: this.rate.sentPerSecond(nowMs), nowMs }) ?? {
      kind: 'nothing',
    };
    const isOutage = this.outage.isOutage(nowMs);
    const forMs = answer.kind === 'answered' ? (answer.retryAfterMs ?? 0) : 0;
    if (forMs > 0) this.schedule.hold(nowMs, forMs);
    if (isOutage) share?.endComparison();
    else if (sign.kind === 'anyRate') this.rate.goBackUp(sign.earlierPerSecond, nowMs);
    if (!isOutage && sign.kind !== 'load') return;
    this.rate.refused();
    const reason = forMs > 0 ? 'retryAfter' : outcome === 'refused' ? 'refused' : 'failing';
    const least = share?.leastPerSecond;
    this.slowDown(reason, answer, { ...request, leastPerSecond: least && Math.min(this.oneByOne, least) });
  }

  private slowDown(
    reason: Slowdown['reason'],
    answer: Answer,
    request: AnsweredRequest & { leastPerSecond?: number | undefined },
  ): void {
    this.slowdown = whatSlowedDown(reason, answer);
    this.rate.cut(request, {
      sign: reason === 'retryAfter' ? 'refused' : reason,
      leastPerSecond: request.leastPerSecond,
      isUncertain: this.everyShare.some((share) => share.hidesLimit || share.leastPerSecond !== undefined),
    });
  }

  private mostInBacklog(): number {
    const isHeld = this.schedule.heldForMs(performance.now()) > 0;
    return Math.max(BACKLOG.steps, isHeld ? 0 : this.rate.perSecond * BACKLOG.seconds);
  }

  private reason(nowMs: number): SlowdownReason | null {
    if (this.line.length > 0 && this.schedule.boundUntilMs() > nowMs) return 'bound';
    const isRecent = this.slowdown && Date.now() - this.slowdown.at.getTime() < EXPLAINS_FOR_MS;
    const explains = this.schedule.heldForMs(nowMs) > 0 || this.rate.isCut || isRecent;
    return explains ? (this.slowdown?.reason ?? null) : null;
  }

  /** It has waited in its slot as long as it could, so that no more are begun meanwhile than can be sent. */
  private tooLate(nowMs: number): StepFailure {
    const heldForMs = this.schedule.heldForMs(nowMs);
    return heldBack({
      service: this.options.service,
      // In an outage what slowed down before it is not what holds this one back.
      slowdown: heldForMs > 0 ? this.slowdown : (this.notTaken ?? this.slowdown),
      isBound: this.reason(nowMs) === 'bound',
      silentForMs: this.silence.forMs(nowMs),
      heldForMs,
      inMs: Math.max(heldForMs, this.schedule.earliestAtMs() - nowMs),
    });
  }
}

type NotTaken = Exclude<Outcome, 'taken'>;

interface Sent {
  readonly kind: PacedRequest['kind'];
  readonly sentAtMs: number;
  /** How long this process was too busy meanwhile to take the answer. */
  readonly lagMs: number;
  readonly hasWaited: boolean;
}

function stopped(): StepFailure {
  return new StepFailure('StepTimedOut', 'the worker stops before the request had its turn; it was not sent');
}
