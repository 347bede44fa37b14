import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Problem } from '../problems/problem';
import type { ProblemKind } from '../problems/problems';

/**
 * Answers what Node's HTTP parser refuses before there is a request: too slow, too large, or two requests in one. This
 * is Fastify's `clientErrorHandler`.
 */
export function answerRefusedByParser(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  answerOnSocket(
    socket,
    new Problem(kindOf(error.code), { detail: 'The request could not be read completely' }),
  );
}

/** Answers the last request of a connection that has no response object. */
export function answerOnSocket(socket: Duplex, { document, headers }: Problem): void {
  const body = JSON.stringify(document);
  socket.end(
    [
      `HTTP/1.1 ${document.status} ${document.title}`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      'Content-Type: application/problem+json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Cache-Control: no-store',
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
    // Ignores a client that keeps sending.
    () => socket.destroy(),
  );
}

function kindOf(code: string | undefined): ProblemKind {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return 'headers-too-large';
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return 'request-timeout';
    default:
      return 'malformed-request';
  }
}
