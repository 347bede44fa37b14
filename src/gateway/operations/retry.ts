import { z } from 'zod';
import { mayBeWorkflowId } from '../../contract/parse/workflowId';
import {
  prepareRetry,
  type Retry,
  type RetryOptions,
  startRetry,
} from '../../onboardings/retry/retryOnboarding';
import { assertRight, hasRight } from '../access/access';
import type { OnboardingStateDocument } from '../documents';
import { Problem } from '../problems/problem';
import { type OperationRequest, type Backend, defineOperation } from './operation';
import { unknownOnboarding } from './show';

export const retry = defineOperation({
  id: 'retryOnboarding',
  method: 'POST',
  path: '/onboardings/{id}/retry',
  right: 'retry',
  note: '`adopt=true`, and a body that results in an input with `"onExisting": "adopt"`, also require the right `adopt`.',
  summary: 'Retry an onboarding from the step that failed, with the same or a corrected input',
  query: z.strictObject({
    adopt: z
      .enum(['true', 'false'])
      .exactOptional()
      .describe(
        '`true` adopts the existing customer after CustomerAlreadyExists; requires the right `adopt`',
      ),
  }),
  body: 'correction',
  answers: [
    {
      status: 202,
      when: 'The retry has started; Location is the URL of the onboarding',
      document: 'OnboardingState',
    },
  ],
  problems: ['invalid-json', 'invalid-input', 'unknown-onboarding', 'not-retriable'],
  handle: async (request, backend) => {
    const { id, query, document, isPatch, caller, guesses } = request;
    const adopt = query.adopt === 'true';
    if (adopt) assertRight(caller, 'adopt');
    if (!mayBeWorkflowId(id)) throw unknownOnboarding();
    guesses.assertMayGuess();
    const correction = {
      ...(document !== undefined && { document, replace: !isPatch }),
      ...(adopt && { adopt }),
      isBlind: true,
    };
    const retried = await backend.answers.of(() => retryFor(request, backend, correction));
    switch (retried.kind) {
      case 'started': {
        const state: OnboardingStateDocument = { workflowId: id, status: 'running' };
        return { status: 202, document: state, location: id };
      }
      case 'unknown':
        throw unknownOnboarding();
      case 'running':
      case 'done':
        throw new Problem('not-retriable', { detail: `It is ${retried.kind}`, workflowId: id });
      case 'retriedSince':
        throw new Problem('not-retriable', { detail: 'It was retried in the meantime', workflowId: id });
      case 'badInput':
        guesses.count();
        throw new Problem('invalid-input', {
          workflowId: id,
          ...(hasRight(caller, 'read')
            ? {
                detail: 'It would fail with this input',
                problems: retried.problems.map((message) => ({ message })),
              }
            : { detail: 'It would fail with this input; with the right read, the answer says why' }),
        });
    }
  },
});

/** The original caller is responsible for an unchanged input, this caller for a changed one. */
async function retryFor(
  { id: workflowId, document, caller }: OperationRequest<unknown>,
  { temporal: { client }, restEndpoint, taskQueue }: Backend,
  correction: NonNullable<RetryOptions['correction']>,
): Promise<Retry> {
  const prepared = await prepareRetry(client, { workflowId, restEndpoint, taskQueue, correction });
  if (prepared.kind !== 'prepared') return prepared;
  if (document !== undefined && prepared.input.onExisting === 'adopt') assertRight(caller, 'adopt');
  return await startRetry(client, prepared, restEndpoint);
}
