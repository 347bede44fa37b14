import type { IncomingHttpHeaders } from 'node:http';

/** The part of a request that shows its sender. */
export interface SentRequest {
  readonly method?: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

/**
 * `foreignHost`: the request uses a name that is not this machine's (DNS rebinding).
 * `foreignPage`: a web page of another origin sent it.
 */
export type ForeignRequest = 'foreignHost' | 'foreignPage';

/**
 * Checks a request to a server that listens on loopback and requires no key. Programs on this machine pass. A browser
 * on this machine passes for the server's own pages, for pages of the allowed origins, and when a person opens a
 * link. It does not pass when any other page sends the request.
 */
export function findForeignRequest(
  { method, headers }: SentRequest,
  allowedOrigins: readonly string[] = [],
): ForeignRequest | undefined {
  const { host = '', origin } = headers;
  if (!isLoopbackAddress(host)) return 'foreignHost';
  if (origin !== undefined) {
    const isOwn = origin === `http://${host}` || origin === `https://${host}`;
    return isOwn || allowedOrigins.includes(origin) ? undefined : 'foreignPage';
  }
  const site = headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return undefined;
  return opensLink(method, headers) ? undefined : 'foreignPage';
}

/** The message to the sender of a refused request. */
export const FOREIGN_REQUEST_MESSAGES: Readonly<Record<ForeignRequest, string>> = {
  foreignHost: 'the Host header is not an address of this machine, such as 127.0.0.1 or localhost',
  foreignPage: 'a web page of another origin sent this request',
};

/** Names and addresses that only this machine can reach. */
export function isLoopback(host: string): boolean {
  return /^(localhost|::1|\[::1\]|127\.\d{1,3}\.\d{1,3}\.\d{1,3})$/.test(host);
}

/** The same of a host with or without a port, such as `localhost:7233`. */
export function isLoopbackAddress(address: string): boolean {
  return isLoopback(nameIn(address));
}

/** The name or address in a `Host` header, without port and brackets; empty if the header has another form. */
function nameIn(host: string): string {
  const match = /^(?:\[([\da-f:]+)\]|([\w.-]+))(?::\d{1,5})?$/i.exec(host);
  return (match?.[1] ?? match?.[2] ?? '').toLowerCase();
}

/** The page that contains a link cannot read the page that the link opens. */
function opensLink(method: string | undefined, headers: IncomingHttpHeaders): boolean {
  return (
    (method === 'GET' || method === 'HEAD') &&
    headers['sec-fetch-mode'] === 'navigate' &&
    headers['sec-fetch-dest'] === 'document'
  );
}
