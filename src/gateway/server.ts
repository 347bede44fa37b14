import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { parseJsonDocument } from '../contract/parse/jsonDocument';
import { MAX_INPUT_BYTES } from '../contract/parse/onboardingInput';
import type { Access, Caller } from './access/access';
import { logAnswers } from './accessLog';
import { serveHealth } from './health';
import { createInFlightLimit } from './limits/inFlight';
import { createRateLimit } from './limits/rate';
import { answerRefusedByParser } from './limits/refusedByParser';
import { openApiDocument } from './openapi/openApiDocument';
import { servePage } from './openapi/page';
import { type Backend, type Operation, OPERATIONS } from './operations';
import { Problem } from './problems/problem';
import { problemOf } from './problems/problemOf';
import { temporalStatusOf } from './temporalStatus';

export interface GatewayLimits {
  /** In which a request must have arrived whole. */
  requestTimeoutMs: number;
  inFlight: number;
  /** Of one key. */
  ratePerMinute: number;
}

export interface ServerOptions {
  backend: Backend;
  access: Access;
  limits: GatewayLimits;
  tls?: { readonly cert: Buffer; readonly key: Buffer };
  logger: Logger;
  /** Ends what waits. */
  closing: AbortSignal;
}

const MAX_HEADER_BYTES = 16 * 1024;
/** How exactly slow requests are noticed. */
const CHECK_EVERY_MS = 500;

/** The HTTP server: what holds for every request; what one asks for is in `operations/`. */
export async function createGatewayServer(options: ServerOptions): Promise<FastifyInstance> {
  const { backend, limits, logger, closing } = options;
  const server = createServer(options);
  const callers = new WeakMap<FastifyRequest, Caller>();
  const callerOf = (request: FastifyRequest) => callers.get(request);
  answerProblems(server, logger);
  logAnswers(server, { logger, callerOf });
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
      return caller?.kind === 'key' ? caller.id : 'local';
    },
  });
  const admit = (operation: Operation) => async (request: FastifyRequest, reply: FastifyReply) => {
    admitInFlight(reply.raw);
    callers.set(request, await options.access.authorize(request.headers, operation.right));
    await countRate(request);
  };
  serveHealth(server, backend.answers);
  for (const operation of OPERATIONS) {
    server.route({
      method: operation.method,
      url: operation.path.replace('{id}', ':id'),
      onRequest: admit(operation),
      handler: (request, reply) => answer(operation, { request, reply, backend, closing }),
    });
  }
  await servePage(server, openApiDocument(OPERATIONS));
  refuseOtherMethods(server);
  return server;
}

function createServer({ limits: { requestTimeoutMs }, tls }: ServerOptions): FastifyInstance {
  const http = {
    maxHeaderSize: MAX_HEADER_BYTES,
    connectionsCheckingInterval: CHECK_EVERY_MS,
    // Node takes the shorter of the two for the headers, and the longer one for the whole request.
    headersTimeout: requestTimeoutMs,
  };
  const server = fastify({
    bodyLimit: MAX_INPUT_BYTES,
    requestTimeout: requestTimeoutMs,
    // What came before the end is answered.
    return503OnClosing: false,
    exposeHeadRoutes: false,
    clientErrorHandler: answerRefusedByParser,
    frameworkErrors: (error, _, reply) => void sendProblem(reply, problemOf(error)),
    ...(tls ? { https: { ...http, ...tls } } : { http }),
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_, body, done) => done(null, body));
  return server;
}

interface Exchange {
  request: FastifyRequest;
  reply: FastifyReply;
  backend: Backend;
  closing: AbortSignal;
}

async function answer(operation: Operation, { request, reply, backend, closing }: Exchange): Promise<object> {
  const { params, query, body } = request;
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  const document = operation.body === 'none' ? undefined : documentOf(operation, body);
  const over = AbortSignal.any([gone.signal, closing]);
  const answered = await operation.handle({ id: idOf(params), query, document, over }, backend);
  void reply.code(answered.status);
  if (answered.location !== undefined) void reply.header('location', `/onboardings/${answered.location}`);
  return answered.document;
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
    detail: 'The body is not read',
    problems: parsed.problems.map((message) => ({ message })),
  });
}

function answerProblems(server: FastifyInstance, logger: Logger): void {
  server.setErrorHandler(async (error, request, reply) => {
    const problem = problemOf(error);
    if (problem.kind === 'internal') {
      const { name, stack = '' } = error instanceof Error ? error : { name: typeof error };
      // An error's message may repeat what was sent.
      const at = stack.split('\n').filter((line) => line.startsWith('    at '));
      logger.error({ route: request.routeOptions.url, error: name, at: at.slice(0, 5) }, 'request failed');
    }
    if (problem.kind === 'temporal-unavailable') {
      logger.warn({ grpcStatus: temporalStatusOf(error) ?? null }, 'Temporal does not answer');
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

/** Before a body is looked at, which would have to be of a type that the gateway takes. */
function refuseOtherMethods(server: FastifyInstance): void {
  const paths = ['/healthz', '/readyz', '/openapi.json', ...OPERATIONS.map(({ path }) => path)];
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
