import type { Context } from '@temporalio/activity';
import { StepFailure } from '../src/commerce/failure';

/** The server's answer is waited for so long; without one nothing is sent, and the step is tried again. */
const ANSWER_LIMIT_MS = 5_000;

/**
 * Whether the input was encrypted is lost once it is decoded; the first event of the history still has it as it
 * came.
 * @throws StepFailure where it came in the clear, or the server does not tell
 */
export async function assertEncryptedInput(context: Context): Promise<void> {
  const encodings = await inputEncodings(context).catch(() => {
    throw new StepFailure('StepTimedOut', 'the server did not tell whether the input was encrypted');
  });
  if (encodings.every((encoding) => encoding === 'binary/encrypted')) return;
  throw new StepFailure(
    'InvalidInput',
    'the worker requires encryption (ONBOARDING_REQUIRE_ENCRYPTION) and the input came in the clear; encrypt it with ' +
      "one of the worker's keys and the codec of Temporal's encryption samples",
    { details: { step: 'input' } },
  );
}

async function inputEncodings({ client, info }: Context): Promise<string[]> {
  const { history } = await client.withDeadline(Date.now() + ANSWER_LIMIT_MS, () =>
    client.workflowService.getWorkflowExecutionHistory({
      namespace: client.options.namespace,
      execution: info.workflowExecution ?? {},
      maximumPageSize: 1,
    }),
  );
  const started = history?.events?.[0]?.workflowExecutionStartedEventAttributes;
  if (!started) throw new Error('the history has no first event');
  return (started.input?.payloads ?? []).map(({ metadata }) =>
    Buffer.from(metadata?.['encoding'] ?? []).toString(),
  );
}
