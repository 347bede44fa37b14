import { setTimeout as sleep } from 'node:timers/promises';

/** The open polls of a stopped worker swallow tasks, 10 s each, until the server drops them after a minute. */
const LIMIT_MS = 120_000;
const LOOK_EVERY_MS = 25;

/** Polls a condition that sends no event. */
export async function eventually(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const until = performance.now() + LIMIT_MS;
  while (!(await isSo())) {
    if (performance.now() > until) throw new Error(`not within ${LIMIT_MS / 1000} s: ${what}`);
    await sleep(LOOK_EVERY_MS);
  }
}
