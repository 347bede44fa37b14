import type { FailureType } from '../../contract/failures';
import { confirm } from '../terminal/confirm';
import { say } from '../terminal/output';
import type { RetryPlan } from './retryPlan';

/** Prints how many retries are planned, and which onboardings are skipped. */
export function sayPlan({ runs, begunAt, isResumed, leftOut }: RetryPlan): void {
  if (isResumed) {
    say(`Resuming the ${runs.length} retries that this command started at ${begunAt.toISOString()}.`);
  } else {
    say(runs.length === 0 ? 'There is nothing to retry.' : `To be retried: ${counted(byFailure(runs))}.`);
  }
  if (leftOut.size === 0) return;
  say(
    `Skipped: these need corrected input: ${counted(leftOut)}. Use --failure TYPE to retry one of these types.`,
  );
}

/** @throws UsageError if there is no terminal */
export async function confirmRetries({ runs }: RetryPlan, interruption: AbortSignal): Promise<boolean> {
  return await confirm({
    question: `Retry these ${runs.length}?`,
    unasked: 'retry: nothing was retried: there is no terminal to confirm on. Use --yes',
    interruption,
  });
}

function byFailure(runs: RetryPlan['runs']): Map<FailureType | null, number> {
  const counts = new Map<FailureType | null, number>();
  for (const { failure } of runs) counts.set(failure, (counts.get(failure) ?? 0) + 1);
  return counts;
}

function counted(counts: ReadonlyMap<FailureType | null, number>): string {
  return [...counts].map(([type, count]) => `${count} ${type ?? 'without a failure'}`).join(', ');
}
