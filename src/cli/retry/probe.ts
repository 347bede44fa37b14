import type { Client, WorkflowHandle } from '@temporalio/client';
import { FAILURES, type FailureType } from '../../contract/failures';
import { withAnySignal } from '../../contract/withAnySignal';
import { followOnboarding } from '../../onboardings/followOnboarding';
import type { Outcome } from '../../onboardings/outcome';
import type { OnboardCustomer } from '../../onboardings/startOnboarding';

/** A single failed try may be chance. */
const TRIES_THAT_FAIL_ALIKE = 3;

export interface ProbeOptions {
  /** The failure before the retry. */
  failure: FailureType | null;
  interruption: AbortSignal;
}

/**
 * Follows the first of many retries to its end, or until its tries fail with the same failure as before. It then
 * continues on its own.
 */
export async function followProbe(
  client: Client,
  handle: WorkflowHandle<OnboardCustomer>,
  { failure, interruption }: ProbeOptions,
): Promise<Outcome | 'failsAlike'> {
  const alike = new AbortController();
  let triesFailedAlike = 0;
  try {
    return await withAnySignal([interruption, alike.signal], (signal) =>
      followOnboarding({
        client,
        handle,
        onEvent: (event) => {
          if (event.kind !== 'tryFailed' || event.failure.type !== failure) return;
          triesFailedAlike += 1;
          if (triesFailedAlike >= TRIES_THAT_FAIL_ALIKE) alike.abort();
        },
        signal,
      }),
    );
  } catch (error) {
    if (alike.signal.aborted) return 'failsAlike';
    throw error;
  }
}

/** Whether the others would fail too: with the same failure, or with one that does not depend on the input. */
export function failsAlike(outcome: Outcome, failure: FailureType | null): boolean {
  if (outcome.status !== 'failed') return false;
  const { type } = outcome.failure;
  return type === failure || FAILURES[type].fixedBy === 'surroundings';
}
