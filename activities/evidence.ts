import { type Context } from '@temporalio/activity';
import type { CreateCustomerRequest } from '../src/contract/activities';
import type { Attempt } from '../src/commerce/attempt';
import type { Evidence } from '../src/commerce/createOnce';
import { earlierRunStartedAt } from './earlierRuns';

/** Turns what Temporal knows of this onboarding's past into evidence of an earlier POST. */
export function evidenceOf(
  context: Context,
  request: Omit<CreateCustomerRequest, 'input'>,
  attempt: Attempt,
): Evidence {
  const { info } = context;
  const isRetry = info.attempt > 1;
  // `temporal activity reset` counts attempts from 1 again.
  const wasScheduledBefore = info.currentAttemptScheduledTimestampMs > info.scheduledTimestampMs;
  // After `temporal workflow reset` a pending activity still has the arguments of the run before.
  const wasReset = info.workflowExecution?.runId !== request.originalRunId;
  return {
    earlierPostMayHaveArrived:
      isRetry || wasScheduledBefore || wasReset || request.retriedNames !== undefined,
    firstStartedAt: new Date(request.firstStartedAt),
    earlierNames: request.retriedNames ?? [],
    earlierRunStartedAt: () => earlierRunStartedAt(context, attempt),
  };
}
