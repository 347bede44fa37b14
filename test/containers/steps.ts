import { setTimeout as sleep } from 'node:timers/promises';

const LIMIT_MS = 5 * 60_000;

/** Does a part of a story, and prints how long it took and what it measured. */
export async function step(name: string, act: () => Promise<unknown>): Promise<void> {
  const from = performance.now();
  process.stdout.write(`${name} ...\n`);
  const measured = await act();
  const seconds = Math.round((performance.now() - from) / 1_000);
  const result =
    typeof measured === 'string' && !measured.includes('\n') && measured !== '' ? `: ${measured}` : '';
  process.stdout.write(`  ${seconds} s${result}\n`);
}

/** Asks each second whether it is true. @throws Error after five minutes */
export async function until(what: string, isTrue: () => Promise<boolean>): Promise<void> {
  const limit = performance.now() + LIMIT_MS;
  while (!(await isTrue().catch(() => false))) {
    if (performance.now() > limit) {
      throw new Error(`${LIMIT_MS / 1_000} s passed, and it is not true that ${what}`);
    }
    await sleep(1_000);
  }
}

/** Runs a story as a program. If it fails, its exit status is 1, and `look` puts the state of everything into the log. */
export async function tell(story: () => Promise<void>, look: () => Promise<unknown>): Promise<void> {
  try {
    await story();
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stdout.write(`\nFAILED: ${reason}\n`);
    await look().catch(() => undefined);
    process.exitCode = 1;
  }
}
