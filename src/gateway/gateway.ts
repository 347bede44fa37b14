import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { errorCode } from '../files/systemError';
import { isLoopback } from '../loopback';
import type { TemporalConnection } from '../temporal/connection';
import { ensureSearchAttributes } from '../temporal/searchAttributes';
import { createAccess } from './access/access';
import type { KeptKey } from './access/apiKey';
import { readKeyFile } from './access/keyFile';
import { type AdobeKeysOptions, createAdobeKeys } from './events/signatures/adobeKeys';
import { createGatewayServer, type GatewayLimits } from './server';
import { createTemporalAnswers } from './temporalAnswers';

export interface GatewayOptions {
  temporal: TemporalConnection;
  restEndpoint: string;
  taskQueue: string;
  host: string;
  /** 0 means any free port. */
  port: number;
  /** The file of the API keys; optional for a loopback address. */
  keyFile: string;
  /** The file must exist, because a setting names it. */
  keysRequired?: boolean;
  limits: GatewayLimits;
  /** Whose signed events start onboardings. Default: nobody's. */
  events?: EventsOptions;
  /** Default: plain HTTP. */
  tls?: { readonly cert: Buffer; readonly key: Buffer };
  logger: Logger;
}

export interface EventsOptions {
  /** Secrets of Standard Webhooks. */
  secrets?: readonly string[];
  /** The client ID to which Adobe I/O Events addresses its events, and where its public keys are. */
  adobe?: { readonly clientId: string } & Pick<AdobeKeysOptions, 'origin' | 'proxy'>;
}

export interface Gateway {
  readonly url: string;
  /** Whether every program on this machine has access, because no key was ever made. */
  readonly isOpen: boolean;
  /** Accepts no more requests, and answers those in progress. */
  close(): Promise<void>;
}

/**
 * `keyNeeded`: other machines reach the address, senders sign events, or a setting names a file of keys. `portTaken`: another port may work.
 * `notListening`: the address or the certificate cannot be used.
 */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';

  constructor(
    readonly kind: 'keyNeeded' | 'portTaken' | 'notListening',
    message: string,
  ) {
    super(message);
  }
}

/**
 * Serves onboardings over HTTP.
 * @throws GatewayError; KeyFileError if the keys cannot be read; ServiceUnreachable if the namespace is not set up
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { temporal, restEndpoint, taskQueue, host, port, limits, tls, logger } = options;
  const { keyFile, keysRequired = false, events = {} } = options;
  const keys = await readKeyFile(keyFile);
  assertKeys(keys, options);
  await ensureSearchAttributes(temporal);
  const closing = new AbortController();
  const answers = createTemporalAnswers(temporal);
  const adobe = events.adobe && { ...events.adobe, keys: createAdobeKeys(events.adobe) };
  let server: FastifyInstance | undefined;
  try {
    server = await createGatewayServer({
      backend: { temporal, answers, restEndpoint, taskQueue },
      access: createAccess({ host, keyFile, keysRequired: keysRequired || keys !== undefined, logger }),
      senders: { secrets: events.secrets, adobe },
      limits,
      ...(tls && { tls }),
      logger,
      closing: closing.signal,
    });
    server.addHook('onClose', async () => await adobe?.keys.close());
    const close = closeOf(server, closing);
    const url = await server.listen({ host, port });
    return { url, isOpen: keys === undefined, close };
  } catch (error) {
    await server?.close();
    const reason = error instanceof Error ? error.message : String(error);
    const isTaken = errorCode(error) === 'EADDRINUSE';
    throw new GatewayError(isTaken ? 'portTaken' : 'notListening', `it cannot listen: ${reason}`);
  }
}

/** @throws GatewayError `keyNeeded` */
function assertKeys(keys: readonly KeptKey[] | undefined, options: GatewayOptions): void {
  const { host, keyFile, keysRequired = false, events = {} } = options;
  if (!isLoopback(host) && !keys?.length) {
    throw new GatewayError(
      'keyNeeded',
      `${host} is reached from other machines, and there is no API key: make one with onboard gateway keys new, or listen on 127.0.0.1`,
    );
  }
  // Senders are on other machines. Whatever brings their requests here also brings unsigned ones, as if from this machine.
  if ((events.secrets?.length || events.adobe) && keys === undefined) {
    throw new GatewayError(
      'keyNeeded',
      'signed events are configured, and there is no API key, so unsigned events would be accepted too: make a key with onboard gateway keys new',
    );
  }
  if (keysRequired && keys === undefined) {
    throw new GatewayError(
      'keyNeeded',
      `ONBOARDING_GATEWAY_KEYS_FILE names ${keyFile}, which is not there: make a key with onboard gateway keys new, or leave the setting out`,
    );
  }
}

/** While it closes, Node waits without limit for connections on which no request has arrived yet. */
function closeOf(server: FastifyInstance, closing: AbortController): () => Promise<void> {
  const sockets = new Set<Socket>();
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return async () => {
    closing.abort();
    const closed = server.close();
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
    await closed;
  };
}
