import type { Answer } from './answer';
import type { HttpRequest } from './httpClient';

/** The one place through which every request to IMS and Commerce goes. */
export interface Pace {
  /** Sends when the pace allows, and learns from the answer. */
  pass(send: () => Promise<Answer>, request: Pick<HttpRequest, 'method' | 'url'>): Promise<Answer>;
}

export const letAllThrough: Pace = { pass: (send) => send() };
