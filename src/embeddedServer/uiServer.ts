import {
  Agent,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import { pipeline } from 'node:stream';
import { findForeignRequest, FOREIGN_REQUEST_MESSAGES } from '../loopback';
import type { SocketAddress } from './ports';

/**
 * Forwards requests to the Temporal UI, except those of foreign web pages. The UI refuses pages of other origins, but
 * answers under any host name, so a page could reach it under its own (DNS rebinding).
 */
export function createUiServer(ui: () => SocketAddress): Server {
  // A new connection per request: a kept one may belong to a server that has ended.
  const agent = new Agent({ keepAlive: false });
  return createServer((incoming, response) => {
    const foreign = findForeignRequest(incoming);
    if (foreign) answer(response, 403, FOREIGN_REQUEST_MESSAGES[foreign]);
    else if (!incoming.url?.startsWith('/')) answer(response, 400, 'the request has no path');
    else forward({ incoming, response, agent, to: ui() });
  });
}

interface ForwardedRequest {
  incoming: IncomingMessage;
  response: ServerResponse;
  agent: Agent;
  to: SocketAddress;
}

function forward({ incoming, response, agent, to }: ForwardedRequest): void {
  const { method, url: path } = incoming;
  const outgoing = request({
    ...to,
    agent,
    method,
    path,
    headers: endToEnd(incoming.headers),
  });
  outgoing.on('response', (answered) => {
    response.writeHead(answered.statusCode ?? 502, endToEnd(answered.headers));
    pipeline(answered, response, () => undefined);
  });
  outgoing.on('error', () => {
    if (response.headersSent) response.destroy();
    else answer(response, 502, 'the Temporal UI does not answer');
  });
  response.once('close', () => outgoing.destroy());
  pipeline(incoming, outgoing, () => undefined);
}

/** Headers of a single connection, which must not be forwarded. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade']);

function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name)));
}

function answer(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ message }));
}
