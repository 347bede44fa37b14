import type { Backlog } from '../contract/backlog';
import type { Answer } from './answer';
import type { Attempt } from './attempt';
import type { HttpRequest } from './httpRequest';
import type { Slowdown, SlowdownReason } from './pace/slowdown';

/** Every request to IMS and Commerce passes through here. */
export interface Pace {
  /**
   * Sends when the pace allows it, and learns from the answer.
   * @throws StepFailure if the request was not sent because its turn would come too late for its attempt; the reason
   * of the attempt's signal if that is aborted meanwhile
   */
  pass(send: () => Promise<Answer>, request: PacedRequest): Promise<Answer>;
  /** From now on, rejects at once every request that would have to wait. */
  stopWaiting(): void;
  /** The state of the requests to each service. */
  states?(): readonly PaceState[];
  /** Left out, nothing waits. */
  readonly backlog?: Backlog;
}

export interface PaceState {
  readonly service: 'IMS' | 'Commerce';
  readonly allowedPerSecond: number;
  /** Requests that wait for their turn. */
  readonly waiting: number;
  /** What delays them; null if nothing does. */
  readonly reason: SlowdownReason | null;
  /** The last slowdown. */
  readonly slowdown: Slowdown | null;
}

export interface PacedRequest extends Pick<HttpRequest, 'kind' | 'method' | 'url'> {
  /** Its time limit and its signal limit the wait. */
  readonly attempt: Attempt;
  /** The token to send it with. It is fetched before the wait, and again if it expires meanwhile. */
  readonly token?: { isAtHand(): boolean; fetch(): Promise<unknown> } | undefined;
}

export const unlimited: Pace = { pass: (send) => send(), stopWaiting: () => undefined };
