import {
  ApplicationFailure,
  isCancellation,
  metricMeter,
  workflowInfo,
  type Next,
  type WorkflowExecuteInput,
  type WorkflowInboundCallsInterceptor,
  type WorkflowInterceptorsFactory,
} from '@temporalio/workflow';
import { isFailureType } from '../src/contract/failures';
import { type Ending, METRICS } from '../src/contract/metrics';
import { WORKFLOW_TYPE } from '../src/contract/names';
import type { OnboardingResult } from '../src/contract/onboarding';

/**
 * Counts the results of onboardings here, in the workflow bundle: the SDK's meter is silent during a replay. A
 * terminated onboarding ends without its workflow and is not counted.
 */
export const interceptors: WorkflowInterceptorsFactory = () => ({
  inbound: workflowInfo().workflowType === WORKFLOW_TYPE ? [new EndingCounter()] : [],
});

class EndingCounter implements WorkflowInboundCallsInterceptor {
  async execute(
    input: WorkflowExecuteInput,
    next: Next<WorkflowInboundCallsInterceptor, 'execute'>,
  ): Promise<unknown> {
    try {
      const result = (await next(input)) as OnboardingResult;
      countEnded('done');
      countResult(result);
      return result;
    } catch (error) {
      if (isCancellation(error)) countEnded('cancelled');
      else if (error instanceof ApplicationFailure) countEnded('failed', error.type ?? undefined);
      // Any other error only fails the workflow task, which is retried.
      throw error;
    }
  }
}

function countEnded(ending: Ending, type?: string): void {
  count(METRICS.ended, 1, {
    ending,
    failure: type === undefined ? '' : isFailureType(type) ? type : 'other',
  });
}

function countResult({ adopted, differences }: OnboardingResult): void {
  count(METRICS.adopted, adopted ? 1 : 0);
  count(METRICS.differences, differences.length);
}

type Counter = (typeof METRICS)[keyof typeof METRICS];

function count({ name, help }: Counter, number: number, labels: Record<string, string> = {}): void {
  metricMeter.createCounter(name, '', help).add(number, labels);
}
