import type { Answer } from './answer';
import type { Attempt } from './attempt';
import type { HttpRequest } from './httpClient';

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
}

export interface PacedRequest extends Pick<HttpRequest, 'kind' | 'method' | 'url'> {
  /** Whose time and end limit the wait. */
  readonly attempt: Attempt;
  /** What it is sent with. It is fetched before the wait, and again where it ran out meanwhile. */
  readonly token?: { isAtHand(): boolean; fetch(): Promise<unknown> } | undefined;
}

export const letAllThrough: Pace = { pass: (send) => send(), stopWaiting: () => undefined };
