import { createInterface } from 'node:readline/promises';
import type { FailureType } from '../../contract/failures';
import { UsageError } from '../exit';
import { say } from '../output';
import type { RetryPlan } from './retryPlan';

/** Says how many are about to be retried, and which are not. */
export function sayPlan({ runs, begunAt, isResumed, leftOut }: RetryPlan): void {
  if (isResumed) {
    say(`Going on with the ${runs.length} that this command was begun for at ${begunAt.toISOString()}.`);
  } else {
    say(runs.length === 0 ? 'There is none to retry.' : `To be retried: ${counted(byFailure(runs))}.`);
  }
  if (leftOut.size === 0) return;
  say(`Left out, as only another input mends them: ${counted(leftOut)}. --failure names one of these types.`);
}

/** Asks at a terminal. @throws UsageError where nobody is there to answer */
export async function confirmRetries({ runs }: RetryPlan, interruption: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new UsageError(['retry: nothing was retried, as nobody is there to be asked; --yes goes ahead']);
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`Retry these ${runs.length}? [y/N] `, { signal: interruption });
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}

function byFailure(runs: RetryPlan['runs']): Map<FailureType | null, number> {
  const counts = new Map<FailureType | null, number>();
  for (const { failure } of runs) counts.set(failure, (counts.get(failure) ?? 0) + 1);
  return counts;
}

function counted(counts: ReadonlyMap<FailureType | null, number>): string {
  return [...counts].map(([type, count]) => `${count} ${type ?? 'without a failure'}`).join(', ');
}
