import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { findForeignRequest, FOREIGN_REQUEST_MESSAGES, type SentRequest } from '../loopback';
import { jsonAnswer, type Answer, type ArrivedRequest } from './answer';
import type { Clock } from './clock';
import type { FaultPlan } from './faults';
import { answerWithFault } from './faultyAnswer';
import { requestKindOf } from './requestKind';
import type { RequestLog } from './requestLog';
import type { Timers } from './timers';

const MOST_BODY_BYTES = 8 * 1024 * 1024;

export interface ServerParts {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly faults: FaultPlan;
  readonly log: RequestLog;
  /** Answers requests to IMS and to Commerce: they are logged, and faults apply. */
  readonly serve: (request: ArrivedRequest) => Promise<Answer>;
  /** Answers the sandbox's own pages, which are not logged and have no faults; `null` for other paths. */
  readonly serveOwn: (request: ArrivedRequest) => Answer | null;
}

export function sandboxServer(parts: ServerParts): Server {
  const server = createServer((incoming, response) => {
    response.sendDate = false;
    readBody(incoming, (body) => void handle(parts, { ...requestOf(incoming), body }, response));
  });
  // Longer than any client's pool keeps a connection: the sandbox never closes one on which a request is on its way.
  server.keepAliveTimeout = 120_000;
  return server;
}

async function handle(parts: ServerParts, request: ArrivedRequest, response: ServerResponse): Promise<void> {
  const send = (answer: Answer): void => sendAnswer(response, answer, parts.clock);
  try {
    const foreign = findForeignRequest(withLoopbackName(request));
    if (foreign) {
      send(jsonAnswer(403, { message: `The sandbox refuses this: ${FOREIGN_REQUEST_MESSAGES[foreign]}.` }));
      return;
    }
    const own = parts.serveOwn(request);
    if (own) send(own);
    else await serveLogged(parts, request, response, send);
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    send(jsonAnswer(500, { message: `The sandbox has failed, which is a mistake in it: ${message}` }));
  }
}

/** By this name other containers reach it: clients send plain http to names below localhost only. */
export const NAME_AMONG_CONTAINERS = 'sandbox.localhost';

function withLoopbackName({ method, headers }: ArrivedRequest): SentRequest {
  const [name, ...port] = headers.host?.split(':') ?? [];
  const host = name === NAME_AMONG_CONTAINERS ? ['localhost', ...port].join(':') : headers.host;
  return { method, headers: { ...headers, host } };
}

async function serveLogged(
  { faults, log, serve, timers }: ServerParts,
  request: ArrivedRequest,
  response: ServerResponse,
  send: (answer: Answer) => void,
): Promise<void> {
  const kind = requestKindOf(request.method, request.path);
  const { method, path, query, headers } = request;
  const record = log.add({
    at: Date.now(),
    kind,
    method,
    path: query === '' ? path : `${path}?${query}`,
    headers,
    body: readableBody(request),
  });
  const fault = faults.next(kind, record.body);
  if (!fault) {
    const answer = await serve(request);
    record.outcome = { state: 'answered', status: answer.status };
    send(answer);
    return;
  }
  record.outcome = { state: 'faulted', fault, status: null };
  const carryOut = async (): Promise<Answer> => {
    const answer = await serve(request);
    record.outcome = { state: 'faulted', fault, status: answer.status };
    return answer;
  };
  await answerWithFault({ fault, carryOut, response, send, timers });
}

function sendAnswer(response: ServerResponse, answer: Answer, clock: Clock): void {
  // A client that closed the connection gets no answer, but its request was carried out.
  if (response.destroyed || response.headersSent) return;
  response.writeHead(answer.status, {
    date: clock.httpDate(),
    'content-length': Buffer.byteLength(answer.body),
    ...answer.headers,
  });
  response.end(answer.body);
}

function requestOf({ method = 'GET', url = '/', headers }: IncomingMessage): Omit<ArrivedRequest, 'body'> {
  const question = url.indexOf('?');
  return question === -1
    ? { method, path: url, query: '', headers }
    : { method, path: url.slice(0, question), query: url.slice(question + 1), headers };
}

/** A request that breaks off before its end, or is too large, has not arrived and is never handled. */
function readBody(incoming: IncomingMessage, whole: (body: string) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  incoming.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MOST_BODY_BYTES) incoming.destroy();
    else chunks.push(chunk);
  });
  incoming.on('end', () => whole(Buffer.concat(chunks).toString('utf8')));
  incoming.on('error', () => undefined);
}

function readableBody({ headers, body }: ArrivedRequest): unknown {
  if (body === '') return null;
  const type = headers['content-type'] ?? '';
  if (type.startsWith('application/x-www-form-urlencoded'))
    return Object.fromEntries(new URLSearchParams(body));
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
