import type { IncomingHttpHeaders } from 'node:http';
import { Problem } from '../problems/problem';
import { findKey } from './apiKey';
import { KeyFileError, watchKeyFile } from './keyFile';
import { assertOwnPage, isLoopback } from './loopback';
import type { Right } from './rights';

/** Who asks: the holder of a key, or anybody on this machine where no key was ever made. */
export type Caller =
  { readonly kind: 'key'; readonly id: string; readonly name: string } | { readonly kind: 'local' };

export interface Access {
  /** @throws Problem where whoever asks may not do this */
  authorize(headers: IncomingHttpHeaders, right: Right): Promise<Caller>;
}

/** Who may ask a gateway that listens on this host. A key that is made or revoked counts from the next request on. */
export function createAccess({ host, keyFile }: { host: string; keyFile: string }): Access {
  const keysNow = watchKeyFile(keyFile);
  const keysOrOpen = async () => {
    try {
      return (await keysNow()) ?? (isLoopback(host) ? 'open' : []);
    } catch (error) {
      if (error instanceof KeyFileError) throw new Problem('keys-unreadable', { detail: 'No key is let in' });
      throw error;
    }
  };
  return {
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
      if (key.rights.includes(right)) return { kind: 'key', id: key.id, name: key.name };
      throw new Problem('right-missing', { detail: `The key lacks the right ${right}` });
    },
  };
}

function notAuthenticated(detail: string, error: string): Problem {
  return new Problem(
    'not-authenticated',
    { detail },
    { 'www-authenticate': `Bearer realm="onboarding"${error}` },
  );
}
