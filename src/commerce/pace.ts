import type { Answer } from './answer';
import type { Attempt } from './attempt';
import type { HttpRequest } from './httpRequest';
import type { Slowdown, SlowdownReason } from './pace/slowdown';

/** The one place through which every request to IMS and Commerce goes. */
export interface Pace {
  /**
   * Sends when the pace allows, and learns from the answer.
   * @throws StepFailure where the request was not sent, as its turn would come too late for its attempt; the reason
   * of the attempt's signal where that is aborted meanwhile
   */
  pass(send: () => Promise<Answer>, request: PacedRequest): Promise<Answer>;
  /** From now on no request waits: what cannot go at once is given back. */
  stopWaiting(): void;
  /** How the requests to each service stand. */
  states?(): readonly PaceState[];
}

export interface PaceState {
  readonly service: 'IMS' | 'Commerce';
  readonly allowedPerSecond: number;
  /** Requests that wait for their turn. */
  readonly waiting: number;
  /** What holds them back; null where nothing does. */
  readonly reason: SlowdownReason | null;
  /** The last thing that slowed them down. */
  readonly slowdown: Slowdown | null;
}

export interface PacedRequest extends Pick<HttpRequest, 'kind' | 'method' | 'url'> {
  /** Whose time and end limit the wait. */
  readonly attempt: Attempt;
  /** What it is sent with. It is fetched before the wait, and again where it ran out meanwhile. */
  readonly token?: { isAtHand(): boolean; fetch(): Promise<unknown> } | undefined;
}

export const letAllThrough: Pace = { pass: (send) => send(), stopWaiting: () => undefined };
