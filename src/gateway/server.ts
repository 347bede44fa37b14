import { type IncomingMessage, METHODS, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { parseJsonDocument } from '../contract/parse/jsonDocument';
import { MAX_INPUT_BYTES } from '../contract/parse/onboardingInput';
import { withoutPasswords } from '../contract/passwords';
import { withAnySignal } from '../contract/withAnySignal';
import { type Access, type Caller, hasRight } from './access/access';
import { logAnswers } from './accessLog';
import type { EventCounts } from './events/eventResults';
import { EVENTS_PATH, serveEvents } from './events/serveEvents';
import type { EventSenders } from './events/signedEvents';
import { serveHealth } from './health';
import { createGuessLimit } from './limits/guesses';
import { createInFlightLimit } from './limits/inFlight';
import { createRateLimit } from './limits/rate';
import { answerOnSocket, answerRefusedByParser } from './limits/refusedByParser';
import { openApiDocument } from './openapi/openApiDocument';
import { servePage } from './openapi/page';
import { type Backend, type Guesses, type Operation, OPERATIONS } from './operations';
import { Problem } from './problems/problem';
import { problemOf } from './problems/problemOf';
import { grpcStatusOf } from '../temporal/grpcStatus';
import { assertWellFormed } from './wellFormed';

export interface GatewayLimits {
  /** The time in which a whole request must arrive. */
  requestTimeoutMs: number;
  inFlight: number;
  /** Requests per minute and key. */
  ratePerMinute: number;
}

export interface ServerOptions {
  backend: Backend;
  access: Access;
  /** Default: no sender's signature is accepted. */
  senders?: EventSenders;
  limits: GatewayLimits;
  tls?: { readonly cert: Buffer; readonly key: Buffer };
  logger: Logger;
  /** Ends waiting requests. */
  closing: AbortSignal;
}

const MERGE_PATCH = 'application/merge-patch+json';
const MAX_HEADER_BYTES = 16 * 1024;
/** The precision with which slow requests are noticed. */
const CHECK_EVERY_MS = 500;

/** The HTTP server: what applies to every request. `operations/` has the rest. */
export async function createGatewayServer(options: ServerOptions): Promise<FastifyInstance> {
  const { backend, limits, logger, closing } = options;
  const server = createServer(options);
  const callers = new WeakMap<FastifyRequest, Caller>();
  const callerOf = (request: FastifyRequest) => callers.get(request);
  const counts = new WeakMap<FastifyRequest, EventCounts>();
  server.addHook('onRequest', async (request) => {
    assertWellFormed(request.raw);
    await options.access.assertOwnHost(request.raw.headers);
  });
  answerProblems(server, logger);
  logAnswers(server, { logger, callerOf, eventsOf: (request) => counts.get(request) });
  server.addHook('onSend', async (_, reply) => {
    void reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    if (closing.aborted) void reply.header('connection', 'close');
    return Promise.resolve();
  });
  const admitInFlight = createInFlightLimit(limits.inFlight);
  const countRate = await createRateLimit(server, {
    ratePerMinute: limits.ratePerMinute,
    callerOf: (request) => {
      const caller = callerOf(request);
      return caller === undefined || caller.kind === 'local' ? 'local' : caller.id;
    },
  });
  const guessLimit = createGuessLimit();
  const guessesOf = (caller: Caller): Guesses =>
    caller.kind !== 'key' || hasRight(caller, 'read')
      ? { assertMayGuess: () => undefined, count: () => undefined }
      : {
          assertMayGuess: () => guessLimit.assertMayGuess(caller.id),
          count: () => guessLimit.count(caller.id),
        };
  const admit = (operation: Operation) => async (request: FastifyRequest, reply: FastifyReply) => {
    const caller = await options.access.authorize(request.headers, operation.right);
    callers.set(request, caller);
    await countRate(request);
    admitInFlight(caller, reply.raw);
  };
  serveHealth(server, backend.answers);
  for (const operation of OPERATIONS) {
    server.route({
      method: operation.method,
      url: operation.path.replace('{id}', ':id'),
      onRequest: admit(operation),
      handler: (request, reply) => {
        const caller = callerOf(request);
        if (!caller) throw new Error('The request was not authorized');
        return answer(operation, { request, reply, backend, closing, caller, guesses: guessesOf(caller) });
      },
    });
  }
  await serveEvents(server, {
    ...{
      senders: options.senders ?? {},
      access: options.access,
      backend,
      closing,
      guessesOf,
      countRate,
      admitInFlight,
      callerOf,
    },
    setCaller: (request, caller) => callers.set(request, caller),
    setCounts: (request, counted) => counts.set(request, counted),
  });
  await servePage(server, openApiDocument(OPERATIONS));
  refuseOtherMethods(server);
  return server;
}

function createServer({ limits: { requestTimeoutMs }, tls }: ServerOptions): FastifyInstance {
  const http = {
    maxHeaderSize: MAX_HEADER_BYTES,
    connectionsCheckingInterval: CHECK_EVERY_MS,
    // Node uses the shorter of the two for the headers, and the longer one for the whole request.
    headersTimeout: requestTimeoutMs,
    // Node would answer without a document, so `assertWellFormed` checks it.
    requireHostHeader: false,
  };
  const server = fastify({
    bodyLimit: MAX_INPUT_BYTES,
    requestTimeout: requestTimeoutMs,
    // Requests that arrived before the end are answered.
    return503OnClosing: false,
    exposeHeadRoutes: false,
    clientErrorHandler: answerRefusedByParser,
    frameworkErrors: (error, _, reply) => void sendProblem(reply, problemOf(error)),
    ...(tls ? { https: { ...http, ...tls } } : { http }),
  });
  for (const method of METHODS) {
    if (method !== 'CONNECT' && !server.supportedMethods.includes(method)) server.addHttpMethod(method);
  }
  answerUnusual(server.server);
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(['application/json', MERGE_PATCH], { parseAs: 'buffer' }, (_, body, done) =>
    done(null, body),
  );
  return server;
}

/** Answers requests for which Node would close the connection, or answer without a document. */
function answerUnusual(server: Pick<Server, 'on' | 'emit'>): void {
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    socket.on('error', () => socket.destroy());
    answerOnSocket(
      socket,
      new Problem('method-not-allowed', { detail: 'The gateway is not a proxy' }, { allow: 'GET, POST' }),
    );
  });
  // An unknown expectation may be ignored.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
}

interface Exchange {
  request: FastifyRequest;
  reply: FastifyReply;
  backend: Backend;
  closing: AbortSignal;
  caller: Caller;
  guesses: Guesses;
}

async function answer(
  operation: Operation,
  { request, reply, backend, closing, caller, guesses }: Exchange,
): Promise<unknown> {
  const { params, query, body } = request;
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  if (operation.body !== 'correction' && isMergePatch(request)) throw notPatched();
  const document = operation.body === 'none' ? undefined : documentOf(operation, body);
  const isPatch = document !== undefined && isMergePatch(request);
  const asked = { id: idOf(params), query, document, isPatch, caller, guesses };
  const answered = await withAnySignal([gone.signal, closing], (over) =>
    operation.handle({ ...asked, over }, backend),
  );
  void reply.code(answered.status);
  if (answered.location !== undefined) void reply.header('location', `/onboardings/${answered.location}`);
  return withoutPasswords(answered.document);
}

/** Fastify accepts only known types, with any parameters. */
function isMergePatch({ headers }: FastifyRequest): boolean {
  return headers['content-type']?.split(';')[0]?.trim().toLowerCase() === MERGE_PATCH;
}

function notPatched(): Problem {
  return new Problem('unsupported-media-type', {
    detail: 'There is nothing that a merge patch would change',
  });
}

function idOf(params: unknown): string {
  const id = typeof params === 'object' && params !== null && 'id' in params ? params.id : '';
  return typeof id === 'string' ? id : '';
}

function documentOf({ body: kind }: Operation, body: unknown): unknown {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
  if (bytes.length === 0 && kind === 'correction') return undefined;
  const parsed = parseJsonDocument(bytes);
  if (parsed.ok) return parsed.value;
  throw new Problem('invalid-json', {
    detail: 'The body could not be parsed',
    problems: parsed.problems.map((message) => ({ message })),
  });
}

function answerProblems(server: FastifyInstance, logger: Logger): void {
  server.setErrorHandler(async (error, request, reply) => {
    const problem = problemOf(error);
    if (problem.kind === 'internal') {
      const { name, stack = '' } = error instanceof Error ? error : { name: typeof error };
      // The message of an error may repeat what was sent.
      const at = stack.split('\n').filter((line) => line.startsWith('    at '));
      logger.error({ route: request.routeOptions.url, error: name, at: at.slice(0, 5) }, 'request failed');
    }
    if (problem.kind === 'temporal-unavailable') {
      logger.warn({ grpcStatus: grpcStatusOf(error) ?? null }, 'Temporal does not answer');
    }
    return await sendProblem(reply, problem);
  });
  server.setNotFoundHandler(async (_, reply) => {
    return await sendProblem(reply, new Problem('not-found', { detail: 'No operation has this path' }));
  });
}

async function sendProblem(reply: FastifyReply, { document, headers }: Problem): Promise<FastifyReply> {
  return await reply
    .code(document.status)
    .headers(headers)
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send(document);
}

/** Refuses other methods before Fastify checks the content type of the body. */
function refuseOtherMethods(server: FastifyInstance): void {
  const paths = ['/healthz', '/readyz', '/openapi.json', EVENTS_PATH, ...OPERATIONS.map(({ path }) => path)];
  for (const path of new Set(paths)) {
    const url = path.replace('{id}', ':id');
    const has = (method: string) => server.hasRoute({ method, url });
    const allowed = server.supportedMethods.filter(has).join(', ');
    const refuse = () => {
      throw new Problem('method-not-allowed', { detail: `It has ${allowed}` }, { allow: allowed });
    };
    server.route({
      method: server.supportedMethods.filter((method) => !has(method)),
      url,
      onRequest: async () => Promise.resolve().then(refuse),
      handler: refuse,
    });
  }
}
