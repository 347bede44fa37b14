import { Context } from '@temporalio/activity';
import { StepFailure } from '../src/commerce/failure';

/** Converts any error. One that the table does not know most likely comes from an unexpected form of answer. */
export function asStepFailure(error: unknown): StepFailure {
  if (error instanceof StepFailure) return error;
  if (Context.current().cancellationDetails?.workerShutdown) {
    return new StepFailure('StepTimedOut', 'the worker was shut down before the step ended');
  }
  return new StepFailure(
    'UnexpectedResponse',
    error instanceof Error ? `${error.name}: ${error.message}` : String(error),
  );
}
