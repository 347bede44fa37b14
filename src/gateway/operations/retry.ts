import { z } from 'zod';
import { isOnboardingWorkflowId } from '../../contract/parse/workflowId';
import { retryOnboarding } from '../../temporal/retry/retryOnboarding';
import type { OnboardingStateDocument } from '../documents';
import { Problem } from '../problems/problem';
import { defineOperation } from './operation';
import { unknownOnboarding } from './show';

export const retry = defineOperation({
  id: 'retryOnboarding',
  method: 'POST',
  path: '/onboardings/{id}/retry',
  right: 'retry',
  summary:
    'Retries an onboarding that ended and is not done, from the step that failed, with the input it had or a corrected one',
  query: z.strictObject({
    adopt: z
      .enum(['true', 'false'])
      .exactOptional()
      .describe('`true` takes over the customer because of whom it failed with CustomerAlreadyExists'),
  }),
  body: 'correction',
  answers: [{ status: 202, when: 'It is retried: ask where Location says', document: 'OnboardingState' }],
  problems: ['invalid-json', 'invalid-input', 'unknown-onboarding', 'not-retriable'],
  handle: async ({ id, query, document }, { temporal, answers, restEndpoint }) => {
    if (!isOnboardingWorkflowId(id)) throw unknownOnboarding();
    const correction = {
      ...(document !== undefined && { document }),
      ...(query.adopt === 'true' && { adopt: true }),
    };
    const retried = await answers.of(() =>
      retryOnboarding(temporal.client, { workflowId: id, restEndpoint, correction }),
    );
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
        throw new Problem('not-retriable', { detail: 'Somebody else has retried it', workflowId: id });
      case 'badInput':
        throw new Problem('invalid-input', {
          detail: 'It would fail with this input',
          workflowId: id,
          problems: retried.problems.map((message) => ({ message })),
        });
    }
  },
});
