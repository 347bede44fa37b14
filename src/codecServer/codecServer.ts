import cors from '@fastify/cors';
import type { Payload } from '@temporalio/common';
import fastify, { type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { findForeignRequest, FOREIGN_REQUEST_MESSAGES, isLoopback } from '../loopback';
import {
  createEncryptionCodec,
  type Encryption,
  HiddenPasswordError,
  PayloadDecryptionError,
  refuseHiddenPasswords,
} from '../temporal/encryption';
import { type CodecServerAccess, createAuthentication } from './access';
import { displayedPayload, parsePayloads, payloadsDocument } from './payloadsDocument';
import { Refusal } from './refusal';

export interface CodecServerOptions {
  encryption: Encryption;
  /**
   * Origins of web pages that may use it, such as `https://temporal.example.com`; requests of programs have no origin.
   */
  origins: readonly string[];
  access: CodecServerAccess;
  /** Default: 127.0.0.1. Any host but a loopback address needs authentication. */
  host?: string;
  /** Default: a free port. */
  port?: number;
  /** Logs refusals, without any content. */
  logger?: Logger;
}

export interface CodecServer {
  readonly url: string;
  close(): Promise<void>;
}

/** `authenticationNeeded`: other machines reach the address. `notListening`: the address cannot be used. */
export class CodecServerError extends Error {
  override readonly name = 'CodecServerError';

  constructor(
    readonly kind: 'authenticationNeeded' | 'notListening',
    message: string,
  ) {
    super(message);
  }
}

/**
 * Decodes and encodes payloads for the Temporal UI and CLI, in their remote codec protocol: `POST /decode` and `POST
 * /encode`. Passwords stay hidden, and their placeholder is never encoded. `GET /healthz` is the health check.
 * @throws CodecServerError
 */
export async function startCodecServer(options: CodecServerOptions): Promise<CodecServer> {
  const { host = '127.0.0.1', port = 0, access } = options;
  if (access.kind === 'open' && !isLoopback(host)) {
    throw new CodecServerError(
      'authenticationNeeded',
      `${host} is reached from other machines, which must not decode anything without authentication; set ` +
        'ONBOARDING_CODEC_TOKENS or ONBOARDING_CODEC_JWKS, or listen on 127.0.0.1',
    );
  }
  const server = await createServer(options);
  try {
    return { url: await server.listen({ host, port }), close: () => server.close() };
  } catch (error) {
    await server.close();
    const reason = error instanceof Error ? error.message : String(error);
    throw new CodecServerError(
      'notListening',
      `The codec server cannot listen: ${reason}; choose another port`,
    );
  }
}

/** The largest response of a Temporal server, 4 MB, in base64 and with some room. */
const BODY_LIMIT_BYTES = 8 * 1024 * 1024;
const REQUEST_LIMIT_MS = 30_000;

async function createServer(options: CodecServerOptions): Promise<FastifyInstance> {
  const { encryption, origins, access, logger } = options;
  const server = fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_LIMIT_MS,
    forceCloseConnections: true,
  });
  server.setErrorHandler(async (error, request, reply) => {
    const { status, message } = answerTo(error);
    const { method, routeOptions } = request;
    logger?.warn(
      { method, route: routeOptions.url, status, ...decryptionOf(error) },
      'codec request refused',
    );
    if (status === 401) void reply.header('WWW-Authenticate', 'Bearer');
    return await reply.code(status).send({ message });
  });
  server.setNotFoundHandler(async (_, reply) => {
    return await reply.code(404).send({ message: 'there are POST /decode, POST /encode and GET /healthz' });
  });
  // A page may send plain text without a preflight request.
  server.removeContentTypeParser('text/plain');
  server.addHook('onRequest', async ({ method, headers }) => {
    const { origin } = headers;
    if (origin !== undefined && !origins.includes(origin)) {
      throw new Refusal(403, 'this origin is none of ONBOARDING_CODEC_ORIGINS');
    }
    // With authentication the server may be reached under any name: a page has no token.
    const foreign = access.kind === 'open' ? findForeignRequest({ method, headers }, origins) : undefined;
    if (foreign) throw new Refusal(403, FOREIGN_REQUEST_MESSAGES[foreign]);
    return Promise.resolve();
  });
  // The UI can be configured to send its cookies: without `credentials` a browser then withholds the response.
  await server.register(cors, { origin: [...origins], methods: ['GET', 'POST'], credentials: true });
  server.get('/healthz', () => ({ status: 'ok' }));
  const authenticate = createAuthentication(access);
  const codec = createEncryptionCodec(encryption);
  const directions = {
    decode: async (payloads: Payload[]) => (await codec.decode(payloads)).map(displayedPayload),
    encode: async (payloads: Payload[]) => await codec.encode(await refuseHiddenPasswords.encode(payloads)),
  };
  for (const [direction, convert] of Object.entries(directions)) {
    server.post(
      `/${direction}`,
      { onRequest: ({ headers }) => authenticate(headers.authorization) },
      async ({ body }) => payloadsDocument(await convert(parsePayloads(body))),
    );
  }
  return server;
}

/** Fastify's own errors (a body that is too long or not JSON, an unknown content type) have a 4xx status. */
function answerTo(error: unknown): { status: number; message: string } {
  if (error instanceof PayloadDecryptionError || error instanceof HiddenPasswordError)
    return { status: 422, message: error.message };
  if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number') {
    return { status: error.statusCode, message: error.message };
  }
  return { status: 500, message: 'the codec server failed' };
}

function decryptionOf(error: unknown): { problem?: string; keyId?: string } {
  if (!(error instanceof PayloadDecryptionError)) return {};
  return { problem: error.problem, keyId: error.keyId.slice(0, 100) };
}
