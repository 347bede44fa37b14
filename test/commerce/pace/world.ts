import { setMaxListeners } from 'node:events';
import type { Answer } from '../../../src/commerce/answer';
import { AdaptivePace } from '../../../src/commerce/pace/adaptivePace';
import type { RequestKind } from '../../../src/commerce/httpClient';
import type { VirtualClock } from './virtualClock';

/** The outcomes of requests meanwhile. */
export type Outage =
  | 'none'
  | 'all 503'
  | 'no connection'
  | 'creates 503'
  | 'creates 429'
  | '429'
  | '429 with Retry-After'
  | '429 for one in five'
  | '429 for one in twenty'
  | '429 in one second of ten'
  | '503 for one in ten'
  | 'slow';

export interface Cell {
  readonly workers: number;
  /** Share of requests whose connection breaks, at any load. */
  readonly losses: number;
  readonly outage: Outage;
  readonly outageS: number;
  /** What the service takes a second; without a limit only the slots are one. */
  readonly limit?: number;
  readonly beyond?: Answer;
}

/** Requests a second that all workers sent, and of those that the service took. */
export interface Rates {
  readonly sent: number;
  readonly taken: number;
  readonly refusedShare: number;
}

const SLOTS = 10;
const LATENCY_MS = 100;
const SLOW_MS = 1_500;

/** Several workers with more to send than they may, and a service with faults. */
export class World {
  private readonly sentAt: { atMs: number; outcome: 'taken' | 'refused' | 'lost' }[] = [];
  private readonly paces: AdaptivePace[] = [];
  private isOver = false;
  private second = 0;
  private inSecond = 0;
  outage: Outage = 'none';
  limit: number | undefined;

  constructor(
    private readonly cell: Cell,
    private readonly random: () => number,
  ) {
    this.limit = cell.limit;
    for (let worker = 0; worker < cell.workers; worker += 1) {
      const pace = new AdaptivePace({ service: 'Commerce' });
      this.paces.push(pace);
      for (let slot = 0; slot < SLOTS; slot += 1) void this.work(pace);
    }
  }

  last(seconds: number): Rates {
    const from = performance.now() - seconds * 1_000;
    let sent = 0;
    let taken = 0;
    let refused = 0;
    for (let at = this.sentAt.length - 1; at >= 0 && this.sentAt[at]!.atMs >= from; at -= 1) {
      sent += 1;
      taken += Number(this.sentAt[at]!.outcome === 'taken');
      refused += Number(this.sentAt[at]!.outcome === 'refused');
    }
    return { sent: sent / seconds, taken: taken / seconds, refusedShare: refused / Math.max(1, sent) };
  }

  /** Ends all that is under way, while time is virtual still. */
  async end(clock: VirtualClock): Promise<void> {
    this.isOver = true;
    for (const pace of this.paces) pace.stopWaiting();
    await clock.run(2_000);
  }

  private async work(pace: AdaptivePace): Promise<void> {
    const url = new URL('https://commerce.test/V1/customers');
    for (let count = 0; !this.isOver; count += 1) {
      const kind: RequestKind = count % 2 === 0 ? 'create' : 'search';
      const startedAtMs = performance.now();
      const attempt = {
        signal: NEVER,
        remainingMs: () => 75_000 - (performance.now() - startedAtMs),
        assertCurrent: () => undefined,
      };
      const request = { kind, method: kind === 'create' ? 'POST' : 'GET', url, attempt } as const;
      try {
        await pace.pass(() => this.answer(kind), request);
      } catch {
        await sleep(1_000);
      }
    }
  }

  private async answer(kind: RequestKind): Promise<Answer> {
    const answer = this.choose(kind);
    const ok = answer.kind === 'answered' && answer.status === 200;
    const outcome = ok ? 'taken' : answer.kind === 'answered' ? 'refused' : 'lost';
    this.sentAt.push({ atMs: performance.now(), outcome });
    await sleep((this.outage === 'slow' ? SLOW_MS : LATENCY_MS) * (0.8 + 0.4 * this.random()));
    return answer;
  }

  private choose(kind: RequestKind): Answer {
    if (this.random() < this.cell.losses) return NO_ANSWER;
    switch (this.outage) {
      case 'all 503':
        return answered(503);
      case 'no connection':
        return NO_ANSWER;
      case 'creates 503':
        if (kind === 'create') return answered(503);
        break;
      case 'creates 429':
        if (kind === 'create') return answered(429);
        break;
      case '429':
        return answered(429);
      case '429 for one in five':
        if (this.random() < 0.2) return answered(429);
        break;
      case '429 for one in twenty':
        if (this.random() < 0.05) return answered(429);
        break;
      case '429 in one second of ten':
        if (Math.floor(performance.now() / 1_000) % 10 === 0) return answered(429);
        break;
      case '503 for one in ten':
        if (this.random() < 0.1) return answered(503);
        break;
      case '429 with Retry-After':
        return answered(429, 5_000);
      default:
    }
    return this.isWithinLimit() ? answered(200) : (this.cell.beyond ?? answered(429));
  }

  private isWithinLimit(): boolean {
    if (this.limit === undefined) return true;
    const second = Math.floor(performance.now() / 1_000);
    if (second !== this.second) this.inSecond = 0;
    this.second = second;
    this.inSecond += 1;
    return this.inSecond <= this.limit;
  }
}

export interface Passage {
  readonly before: Rates;
  /** From 30 s after the outage on. */
  readonly after: Rates;
}

/** A world that goes through its outage: what it sent before, and from 30 s after it on. */
export async function throughOutage(cell: Cell, clock: VirtualClock): Promise<Passage> {
  const world = new World(cell, randomFrom(1));
  await clock.run(60_000);
  const before = world.last(30);
  world.outage = cell.outage;
  await clock.run(cell.outageS * 1_000);
  world.outage = 'none';
  await clock.run(60_000);
  const after = world.last(30);
  await world.end(clock);
  return { before, after };
}

/** A world without an outage: what it sends once it has settled. */
export async function settled(cell: Omit<Cell, 'outage' | 'outageS'>, clock: VirtualClock): Promise<Rates> {
  const world = new World({ ...cell, outage: 'none', outageS: 0 }, randomFrom(1));
  await clock.run(90_000);
  const rates = world.last(60);
  await world.end(clock);
  return rates;
}

const NEVER = new AbortController().signal;
setMaxListeners(0, NEVER);
const NO_ANSWER: Answer = { kind: 'unanswered', reason: 'the connection failed' };

export function answered(status: number, retryAfterMs?: number): Answer {
  return { kind: 'answered', status, json: {}, date: undefined, retryAfterMs };
}

/** The same numbers for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

async function sleep(ms: number): Promise<void> {
  await new Promise<void>((resolve) => setTimeout(resolve, ms));
}
