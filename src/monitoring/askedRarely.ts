import { setTimeout as sleep } from 'node:timers/promises';

/** A scrape does not wait for a slow server; the next one has the value. */
const WAIT_LIMIT_MS = 1_000;

/**
 * Asks at most once per `everyMs`, however many callers there are. Returns the latest answer; undefined if there is
 * none, or the last question failed.
 */
export function askedRarely<Value>(
  everyMs: number,
  ask: () => Promise<Value>,
): () => Promise<Value | undefined> {
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let known: Value | undefined;
  let asking = Promise.resolve();
  const askNow = async () => {
    try {
      known = await ask();
    } catch {
      known = undefined;
    }
  };
  return async () => {
    if (performance.now() - askedAtMs >= everyMs) {
      askedAtMs = performance.now();
      asking = askNow();
    }
    await Promise.race([asking, sleep(WAIT_LIMIT_MS, undefined, { ref: false })]);
    return known;
  };
}
