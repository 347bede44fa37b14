import { createPublicKey, type KeyObject } from 'node:crypto';
import { type Dispatcher, request } from 'undici';
import { createPool, type Proxy } from '../../../commerce/connectionPool';
import { Problem } from '../../problems/problem';

export interface AdobeKeysOptions {
  /** Default: Adobe's own host. */
  origin?: string | undefined;
  proxy?: Proxy | undefined;
  /** Milliseconds of a clock that never goes back. */
  now?: () => number;
}

/** The public keys of Adobe I/O Events, read from Adobe's host. */
export interface AdobeKeys {
  /**
   * @param path a path of the documented form
   * @returns undefined if Adobe has no key there
   * @throws Problem `sender-keys-unavailable`
   */
  keyAt(path: string): Promise<KeyObject | undefined>;
  close(): Promise<void>;
}

const ADOBE_ORIGIN = 'https://static.adobeioevents.com';
/** Adobe asks for not more than a day. */
const KEEP_MS = 24 * 60 * 60 * 1_000;
/** Two keys must be read before Adobe stops waiting for an answer, after 10 s. */
const LIMIT_MS = 3_000;
const MOST_KEPT = 16;
const MOST_BYTES = 16 * 1024;
const LEAST_BITS = 2_048;
/** Anybody who knows the client ID can name paths. Keys that are known need none of these places. */
const MOST_UNKNOWN_PER_MINUTE = 20;

interface KeptKey {
  readonly key: KeyObject;
  readonly readAtMs: number;
}

export function createAdobeKeys({
  origin = ADOBE_ORIGIN,
  proxy,
  now = () => performance.now(),
}: AdobeKeysOptions = {}): AdobeKeys {
  const dispatcher = createPool({ connect: { timeout: LIMIT_MS }, maxResponseSize: MOST_BYTES }, proxy);
  const kept = new Map<string, KeptKey>();
  const reading = new Map<string, Promise<KeyObject | undefined>>();
  let unknownPaths = { count: 0, untilMs: 0 };

  const assertMayAsk = () => {
    if (now() >= unknownPaths.untilMs) unknownPaths = { count: 0, untilMs: now() + 60_000 };
    unknownPaths.count += 1;
    if (unknownPaths.count > MOST_UNKNOWN_PER_MINUTE) {
      throw unavailable('Too many unknown keys were named within a minute');
    }
  };
  const read = async (path: string): Promise<KeyObject | undefined> => {
    const key = await readKey(`${origin}${path}`, dispatcher);
    kept.delete(path);
    if (!key) return undefined;
    kept.set(path, { key, readAtMs: now() });
    for (const oldest of [...kept.keys()].slice(0, kept.size - MOST_KEPT)) kept.delete(oldest);
    return key;
  };
  return {
    keyAt: async (path) => {
      const known = kept.get(path);
      if (known && now() - known.readAtMs < KEEP_MS) return known.key;
      const current = reading.get(path);
      if (current) return await current;
      if (!known) assertMayAsk();
      const started = read(path).finally(() => reading.delete(path));
      reading.set(path, started);
      return await started;
    },
    close: async () => await dispatcher.destroy(),
  };
}

/** Redirects are not followed. */
async function readKey(url: string, dispatcher: Dispatcher): Promise<KeyObject | undefined> {
  const { status, text } = await textAt(url, dispatcher);
  // The host of static files answers 403 for a file that it does not have.
  if (status === 403 || status === 404) return undefined;
  if (status !== 200) throw unavailable(`static.adobeioevents.com answered ${status}`);
  const key = parseKey(text);
  if (!key) throw unavailable('static.adobeioevents.com answered with something else than an RSA key');
  return key;
}

async function textAt(url: string, dispatcher: Dispatcher): Promise<{ status: number; text: string }> {
  try {
    const { statusCode, body } = await request(url, { dispatcher, signal: AbortSignal.timeout(LIMIT_MS) });
    return { status: statusCode, text: await body.text() };
  } catch {
    throw unavailable('static.adobeioevents.com did not answer');
  }
}

function parseKey(pem: string): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: pem, format: 'pem' });
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
    return key.asymmetricKeyType === 'rsa' && bits >= LEAST_BITS ? key : undefined;
  } catch {
    return undefined;
  }
}

function unavailable(detail: string): Problem {
  return new Problem('sender-keys-unavailable', { detail });
}
