import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Access, Caller } from '../access/access';
import type { Backend, Guesses } from '../operations';
import { Problem } from '../problems/problem';
import { type EventCounts, countsOf, type EventResult } from './eventResults';
import { EVENT_CONTENT_TYPES, readEvents } from './readEvents';
import {
  assertAccepted,
  type EventSenders,
  readSignedEvents,
  senderIn,
  senderOf,
  type SignedEvents,
} from './signedEvents';
import { startEvents } from './startEvents';

export const EVENTS_PATH = '/events';

export interface ServeEventsOptions {
  readonly senders: EventSenders;
  readonly access: Access;
  readonly backend: Backend;
  /** Aborts if the gateway is closing. */
  readonly closing: AbortSignal;
  /** Makes the caller known to the log and the limits. */
  readonly setCaller: (request: FastifyRequest, caller: Caller) => void;
  readonly callerOf: (request: FastifyRequest) => Caller | undefined;
  readonly setCounts: (request: FastifyRequest, counts: EventCounts) => void;
  /** @throws Problem */
  readonly countRate: (request: FastifyRequest) => Promise<void>;
  /** @throws Problem */
  readonly admitInFlight: (caller: Caller, response: FastifyReply['raw']) => void;
  readonly guessesOf: (caller: Caller) => Guesses;
}

/** Receives events, from callers with a key or with a signature, and answers the challenge of Adobe I/O Events. */
export async function serveEvents(server: FastifyInstance, options: ServeEventsOptions): Promise<void> {
  // A scope of its own: no other operation takes these content types.
  await server.register((scope, _, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      Object.values(EVENT_CONTENT_TYPES),
      { parseAs: 'buffer' },
      (_request, body, parsed) => parsed(null, body),
    );
    scope.get(EVENTS_PATH, (request) => answerChallenge(request, options.senders));
    scope.post(EVENTS_PATH, {
      onRequest: (request, reply) => admit(request, reply, options),
      handler: (request, reply) => receive(request, reply, options),
    });
    done();
  });
}

/** Adobe I/O Events sends it unsigned when a webhook is registered. */
async function answerChallenge({ query }: FastifyRequest, { adobe }: EventSenders): Promise<object> {
  const challenge = typeof query === 'object' && query !== null && 'challenge' in query && query.challenge;
  if (!adobe) {
    throw new Problem('not-found', {
      detail:
        'Only senders of events use this path; a challenge of Adobe I/O Events is answered if its client ID is set',
    });
  }
  if (typeof challenge === 'string' && /^[\w.-]{1,256}$/.test(challenge))
    return Promise.resolve({ challenge });
  throw new Problem('invalid-parameter', {
    detail: 'The query is invalid',
    problems: [
      { path: 'challenge', message: 'must have 1 to 256 letters, digits, hyphens, dots or underscores' },
    ],
  });
}

/** A key is checked before the body arrives; a signature needs the body, so until then the sender is not proven. */
async function admit(
  request: FastifyRequest,
  reply: FastifyReply,
  { access, senders, setCaller, countRate, admitInFlight }: ServeEventsOptions,
): Promise<void> {
  const id = senderIn(request.headers);
  if (id === undefined) {
    const caller = await access.authorize(request.headers, 'start').catch((error: unknown) => {
      throw request.headers.authorization === undefined ? alsoBySignature(error) : error;
    });
    setCaller(request, caller);
    await countRate(request);
    admitInFlight(caller, reply.raw);
    return;
  }
  assertAccepted(id, senders);
  admitInFlight(senderOf(id), reply.raw);
}

function alsoBySignature(error: unknown): unknown {
  if (!(error instanceof Problem) || error.kind !== 'not-authenticated') return error;
  return new Problem(error.kind, { detail: 'There is neither a key nor a signature' }, error.headers);
}

async function receive(
  request: FastifyRequest,
  reply: FastifyReply,
  options: ServeEventsOptions,
): Promise<{ events: readonly EventResult[] }> {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  const { events, caller, webhookId } = await authenticated(request, options);
  const sender = { caller, guesses: options.guessesOf(caller), over: gone.signal, closing: options.closing };
  const results = await startEvents(
    events,
    { ...sender, ...(webhookId !== undefined && { webhookId }) },
    options.backend,
  );
  options.setCounts(request, countsOf(results));
  if (results.some(({ outcome }) => outcome === 'refused')) {
    throw new Problem('events-refused', {
      detail: '"events" has the outcome of each; those that are not refused count',
      events: [...results],
    });
  }
  void reply.code(202);
  return { events: results };
}

/** @throws Problem */
async function authenticated(request: FastifyRequest, options: ServeEventsOptions): Promise<SignedEvents> {
  const { headers } = request;
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const known = options.callerOf(request);
  if (known) return { caller: known, ...readEvents(headers, body) };
  const id = senderIn(headers);
  if (id === undefined) throw new Error('The request was not authorized');
  const signed = await readSignedEvents({ id, headers, body }, options.senders);
  options.setCaller(request, signed.caller);
  await options.countRate(request);
  return signed;
}
