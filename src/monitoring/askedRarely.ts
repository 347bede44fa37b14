import { setTimeout as sleep } from 'node:timers/promises';

/** A scrape is answered without what the server is slow to tell; the next one has it. */
const WAIT_LIMIT_MS = 1_000;

/**
 * Asks again after `everyMs` at the earliest, whoever wants to know. Gives the last answer that there is; undefined
 * where there is none, or the last question failed.
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
