import type { Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type {
  ActivityExecuteInput,
  ActivityInboundCallsInterceptor,
  ActivityInterceptorsFactory,
  Next,
} from '@temporalio/worker';
import { isFailureType } from '../../contract/failures';
import { METRICS } from '../../contract/metrics';

/** Records the duration and the outcome of each try of a step. */
export const timeSteps: ActivityInterceptorsFactory = (context) => ({ inbound: new StepTimer(context) });

class StepTimer implements ActivityInboundCallsInterceptor {
  constructor(private readonly context: Context) {}

  async execute(
    input: ActivityExecuteInput,
    next: Next<ActivityInboundCallsInterceptor, 'execute'>,
  ): Promise<unknown> {
    const startedAtMs = performance.now();
    try {
      const result = await next(input);
      this.record('done', startedAtMs);
      return result;
    } catch (error) {
      this.record(outcomeOf(error), startedAtMs);
      throw error;
    }
  }

  private record(outcome: string, startedAtMs: number): void {
    const { metricMeter, info } = this.context;
    const { name, help } = METRICS.stepSeconds;
    metricMeter
      .createHistogram(name, 'float', '', help)
      .record((performance.now() - startedAtMs) / 1000, { step: info.activityType, outcome });
  }
}

function outcomeOf(error: unknown): string {
  if (error instanceof CancelledFailure) return 'cancelled';
  return error instanceof ApplicationFailure && isFailureType(error.type) ? error.type : 'other';
}
