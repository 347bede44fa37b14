import type { IncomingHttpHeaders } from 'node:http';
import type { Logger } from 'pino';
import { isLoopback } from '../../loopback';
import { Problem } from '../problems/problem';
import { findKey, type KeptKey } from './apiKey';
import { KeyFileError, watchKeyFile } from './keyFile';
import { assertOwnHost, assertOwnPage } from './loopback';
import type { Right } from './rights';

/**
 * The caller: the holder of a key, the sender of a signed event, or a program on this machine if no key was ever made.
 */
export type Caller =
  | {
      readonly kind: 'key';
      readonly id: string;
      readonly name: string;
      readonly rights: readonly Right[];
    }
  | { readonly kind: 'sender'; readonly id: SenderId; readonly rights: readonly Right[] }
  | { readonly kind: 'local' };

/** How senders sign their events. */
export type SenderId = 'standard-webhooks' | 'adobe-io-events';

export interface Access {
  /** @throws Problem if no key is needed and the request names a foreign host */
  assertOwnHost(headers: IncomingHttpHeaders): Promise<void>;
  /** @throws Problem if the caller lacks the right */
  authorize(headers: IncomingHttpHeaders, right: Right): Promise<Caller>;
}

export interface AccessOptions {
  host: string;
  keyFile: string;
  /** Requires a key even if none was ever made. */
  keysRequired?: boolean;
  /** Logs once when the keys can no longer be read. */
  logger?: Pick<Logger, 'error' | 'info'>;
}

/** Decides who may use a gateway on this host. A new or revoked key takes effect with the next request. */
export function createAccess({ host, keyFile, keysRequired = false, logger }: AccessOptions): Access {
  const keysNow = watchKeyFile(keyFile);
  const isOpenWithoutKeys = isLoopback(host) && !keysRequired;
  let reported: string | undefined;
  const keysOrOpen = async (): Promise<readonly KeptKey[] | 'open'> => {
    try {
      const keys = (await keysNow()) ?? (isOpenWithoutKeys ? 'open' : noKeys(keyFile));
      if (reported !== undefined) logger?.info('The API keys can be read again');
      reported = undefined;
      return keys;
    } catch (error) {
      if (!(error instanceof KeyFileError)) throw error;
      if (reported !== error.message) logger?.error({ reason: error.message }, 'No API key is accepted');
      reported = error.message;
      throw new Problem('keys-unreadable', { detail: 'No API key is accepted' });
    }
  };
  return {
    assertOwnHost: async (headers) => {
      const keys = await keysOrOpen().catch(() => []);
      if (keys === 'open') assertOwnHost(headers);
    },
    authorize: async (headers, right) => {
      const keys = await keysOrOpen();
      if (keys === 'open') {
        assertOwnPage(headers);
        return { kind: 'local' };
      }
      const sent = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
      if (sent === undefined) throw notAuthenticated('There is no header Authorization: Bearer KEY', '');
      const key = findKey(keys, sent);
      if (!key) throw notAuthenticated('The key is not known', ', error="invalid_token"');
      const { id, name, rights } = key;
      const caller: Caller = { kind: 'key', id, name, rights };
      assertRight(caller, right);
      return caller;
    },
  };
}

export function hasRight(caller: Caller, right: Right): boolean {
  return caller.kind === 'local' || caller.rights.includes(right);
}

/** @throws Problem `right-missing` */
export function assertRight(caller: Caller, right: Right): void {
  if (!hasRight(caller, right)) {
    throw new Problem('right-missing', { detail: `The ${caller.kind} lacks the right ${right}` });
  }
}

function noKeys(keyFile: string): never {
  throw new KeyFileError(`${keyFile} is not there, and the gateway asks for a key`);
}

function notAuthenticated(detail: string, error: string): Problem {
  return new Problem(
    'not-authenticated',
    { detail },
    { 'www-authenticate': `Bearer realm="onboarding"${error}` },
  );
}
