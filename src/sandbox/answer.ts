import type { IncomingHttpHeaders } from 'node:http';

/** A request that has arrived completely. */
export interface ArrivedRequest {
  readonly method: string;
  /** As sent, without the query. */
  readonly path: string;
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  /** The text of the body; empty if there is none. */
  readonly body: string;
}

/** An answer to send; the server adds the `Date` header and the length. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function jsonAnswer(status: number, body: unknown): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

export function htmlAnswer(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
}
