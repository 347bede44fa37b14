import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceError, WorkflowFailedError } from '@temporalio/client';
import { TerminatedFailure } from '@temporalio/common';
import type { OnboardingResult } from '../../src/contract/onboarding';
import { failureOf } from '../../src/onboardings/outcome';
import type { Stage } from './stage/stage';

const ASK_AGAIN_AFTER_MS = 200;

/**
 * Waits until the onboarding is done, and starts it again if it failed with a failure of the table.
 * @param mostFailures the most such failures
 */
export async function untilDone(stage: Stage, mostFailures: number): Promise<OnboardingResult> {
  let failures = 0;
  for (;;) {
    try {
      return await stage.currentRun().result();
    } catch (error) {
      if (isReset(error)) continue;
      if (isFailureOfTable(error)) {
        failures += 1;
        if (failures > mostFailures) throw new Error(`failed ${failures} times`, { cause: error });
        await stage.start();
      } else if (!(error instanceof ServiceError)) {
        throw error;
      }
      // The server is down: no event shows when it is back.
      await sleep(ASK_AGAIN_AFTER_MS);
    }
  }
}

/** A reset terminates the run that it replaces. */
function isReset(error: unknown): boolean {
  return error instanceof WorkflowFailedError && error.cause instanceof TerminatedFailure;
}

function isFailureOfTable(error: unknown): boolean {
  return error instanceof WorkflowFailedError && failureOf(error.cause) !== undefined;
}
