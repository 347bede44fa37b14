import type { Answer } from '../../../src/commerce/answer';
import type { Pace, PacedRequest } from '../../../src/commerce/pace';
import { AdaptivePace } from '../../../src/commerce/pace/adaptivePace';
import { anAttempt } from '../tenant';

/** Virtual time for the tests of a file: they call `passSeconds`, and nothing else passes. */
export function useVirtualTime(): void {
  beforeEach(() => jest.useFakeTimers({ now: 1_000_000_000_000 }));
  afterEach(async () => {
    for (const pace of running.splice(0)) pace.stopWaiting();
    // A rejected request begins its pause while time is still virtual.
    await passSeconds(0);
    jest.useRealTimers();
  });
}

export async function passSeconds(seconds: number): Promise<void> {
  await jest.advanceTimersByTimeAsync(seconds * 1_000);
}

export const UNANSWERED: Answer = { kind: 'unanswered', reason: 'the connection failed' };

/** Requests that a service got, and what it said. */
export interface Arrived {
  readonly atMs: number;
  readonly status: number;
}

/** A service of which nobody knows what it takes: so much in each second of its clock. */
export class SimulatedService {
  readonly requests: Arrived[] = [];
  latencyMs = 100;
  /** What it answers to all, where that is set. */
  answer: Answer | undefined;
  /** What one of so many requests is answered, whatever the load. */
  byChance: { readonly answer: Answer; readonly every: number } | undefined;
  beyondLimit: Answer = answered(429);
  private second = 0;
  private taken = 0;

  constructor(public perSecond = Infinity) {}

  readonly send = async (): Promise<Answer> => {
    const answer = this.answer ?? this.usualAnswer();
    this.requests.push({ atMs: performance.now(), status: answer.kind === 'answered' ? answer.status : 0 });
    await new Promise((resolve) => setTimeout(resolve, this.latencyMs));
    return answer;
  };

  /** Of the last seconds: what share of the limit was used, and what share of the requests refused. */
  last(seconds: number): { used: number; refused: number } {
    const seen = arrivedWithin(this.requests, seconds);
    const taken = seen.filter(({ status }) => status === 200).length;
    return { used: taken / (this.perSecond * seconds), refused: 1 - taken / seen.length };
  }

  private usualAnswer(): Answer {
    const { answer, every } = this.byChance ?? { answer: UNANSWERED, every: Infinity };
    if ((this.requests.length + 1) % every === 0) return answer;
    return this.isWithinLimit() ? answered(200) : this.beyondLimit;
  }

  private isWithinLimit(): boolean {
    const second = Math.floor(performance.now() / 1_000);
    if (second !== this.second) this.taken = 0;
    this.second = second;
    this.taken += 1;
    return this.taken <= this.perSecond;
  }
}

const running: Pick<Pace, 'stopWaiting'>[] = [];

/** A process that always has more to send than it may; what it has sent. */
export function startProcess(service: SimulatedService, { slots = 20 } = {}): readonly Arrived[] {
  const pace = aPace();
  const sent: Arrived[] = [];
  let isStopped = false;
  running.push({
    stopWaiting: () => {
      isStopped = true;
      pace.stopWaiting();
    },
  });
  const send = async () => {
    const answer = await service.send();
    sent.push({ atMs: performance.now(), status: answer.kind === 'answered' ? answer.status : 0 });
    return answer;
  };
  const work = async () => {
    while (!isStopped) await pace.pass(send, aRequest()).catch(pauseAsTemporalDoes);
  };
  for (let slot = 0; slot < slots; slot += 1) void work();
  return sent;
}

export function arrivedWithin(arrived: readonly Arrived[], seconds: number): readonly Arrived[] {
  const fromMs = performance.now() - seconds * 1_000;
  return arrived.filter(({ atMs }) => atMs >= fromMs);
}

export function aPace(): AdaptivePace {
  return new AdaptivePace({ service: 'Commerce' });
}

export function aRequest(changes: Partial<PacedRequest> = {}): PacedRequest {
  const url = new URL('https://commerce.test/V1/customers');
  return { kind: 'create', method: 'POST', url, attempt: anAttempt(), ...changes };
}

export function answered(status: number, retryAfterMs?: number): Answer {
  return { kind: 'answered', status, json: {}, date: undefined, retryAfterMs };
}

/** A rejected request is retried. */
async function pauseAsTemporalDoes(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 1_000));
}
