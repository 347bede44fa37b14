import type { WorkflowHandle } from '@temporalio/client';
import { z } from 'zod';
import { FAILURES } from '../../contract/failures';
import { parseOnboardingInput } from '../../contract/parse/onboardingInput';
import { statusOf } from '../../onboardings/onboardingStatus';
import { type Outcome, outcomeOf } from '../../onboardings/outcome';
import { type OnboardCustomer, startOrFindAnyInput } from '../../onboardings/startOnboarding';
import { assertRight, type Caller, hasRight } from '../access/access';
import { type OnboardingStateDocument, stateDocument } from '../documents';
import { Problem } from '../problems/problem';
import { assertSameStart } from './foundOnboarding';
import { type OperationResponse, type Backend, defineOperation } from './operation';
import { endWithin, waitSchema } from './waiting';

export const start = defineOperation({
  id: 'startOnboarding',
  method: 'POST',
  path: '/onboardings',
  right: 'start',
  note: 'An input with `"onExisting": "adopt"` also requires the right `adopt`. Without the right `read`, the result of an adopted customer contains none of its fields.',
  summary: 'Start an onboarding, or find the one of the same customer; a failed one is started again',
  query: z.strictObject({ wait: waitSchema }),
  body: 'input',
  answers: [
    {
      status: 202,
      when: 'The onboarding has started; Location is its URL',
      document: 'OnboardingState',
    },
    {
      status: 200,
      when: 'The onboarding was running or done, or ended within `wait`',
      document: 'OnboardingState',
    },
  ],
  problems: ['invalid-json', 'invalid-input', 'input-differs', 'on-other-queue', 'onboarding-failed'],
  handle: async ({ query, document, over, caller, guesses }, backend) => {
    const parsed = parseOnboardingInput(document);
    if (!parsed.ok) {
      throw new Problem('invalid-input', {
        detail: 'The input is invalid',
        problems: parsed.problems.map(({ path, message }) => ({ path, message })),
      });
    }
    const { input } = parsed;
    if (input.onExisting === 'adopt') assertRight(caller, 'adopt');
    guesses.assertMayGuess();
    const { temporal, answers, restEndpoint, taskQueue } = backend;
    const { kind, handle } = await answers.of(() =>
      startOrFindAnyInput(temporal.client, { input, restEndpoint, taskQueue }),
    );
    const { workflowId } = handle;
    if (kind === 'found') await assertSameStart({ workflowId, input }, backend, { caller, guesses });
    const waiting = query.wait !== undefined && { waitMs: query.wait, over };
    if (waiting) return await answerAfter(handle, backend, { ...waiting, caller });
    if (kind === 'started') return accepted(workflowId);
    return { status: 200, document: await answers.of(() => stateOf(handle, backend, caller)) };
  },
});

async function answerAfter(
  handle: WorkflowHandle<OnboardCustomer>,
  backend: Backend,
  { caller, ...waiting }: { waitMs: number; over: AbortSignal; caller: Caller },
): Promise<OperationResponse> {
  const outcome = await endWithin(handle, backend, waiting);
  if (outcome === undefined) return accepted(handle.workflowId);
  const { workflowId } = handle;
  if (outcome.status === 'done') return { status: 200, document: stateFor(caller, workflowId, outcome) };
  throw endedOtherwise(workflowId, outcome);
}

function accepted(workflowId: string): OperationResponse {
  const document: OnboardingStateDocument = { workflowId, status: 'running' };
  return { status: 202, document, location: workflowId };
}

function endedOtherwise(workflowId: string, outcome: Exclude<Outcome, { status: 'done' }>): Problem {
  const { status, failure } = outcome;
  if (!failure) {
    return new Problem('onboarding-failed', {
      detail: `It was ended before it was done: ${status}`,
      workflowId,
      onboardingStatus: status,
    });
  }
  const { type, message, step, customerId } = failure;
  return new Problem('onboarding-failed', {
    detail: FAILURES[type].meaning,
    whatToDo: FAILURES[type].whatToDo,
    workflowId,
    onboardingStatus: status,
    failure: type,
    messages: [message],
    step,
    ...(customerId !== undefined && { customerId }),
  });
}

async function stateOf(
  { workflowId }: WorkflowHandle<OnboardCustomer>,
  { temporal: { client } }: Backend,
  caller: Caller,
): Promise<OnboardingStateDocument> {
  const { runId, status } = await client.workflow.getHandle(workflowId).describe();
  if (statusOf(status.name) === 'running') return { workflowId, status: 'running' };
  const run = client.workflow.getHandle<OnboardCustomer>(workflowId, runId, { followRuns: false });
  return stateFor(caller, workflowId, await outcomeOf(run));
}

/** A caller that may only start does not learn about a customer who existed before. */
function stateFor(caller: Caller, workflowId: string, outcome: Outcome): OnboardingStateDocument {
  return stateDocument(workflowId, outcome, { showAdopted: hasRight(caller, 'read') });
}
