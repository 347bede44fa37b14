import { mayBeWorkflowId } from '../../contract/parse/workflowId';
import { describeOnboarding } from '../../onboardings/describeOnboarding';
import { outcomeOf } from '../../onboardings/outcome';
import type { OnboardCustomer } from '../../onboardings/startOnboarding';
import { findWithoutHistory, type RunWithoutHistory } from '../../onboardings/withoutHistory';
import { onboardingDocument } from '../documents';
import { Problem } from '../problems/problem';
import { type Backend, defineOperation, NO_QUERY } from './operation';

export const show = defineOperation({
  id: 'showOnboarding',
  method: 'GET',
  path: '/onboardings/{id}',
  right: 'read',
  summary: 'Show the step, tries, last error and advice of an onboarding, and its result once it is done',
  query: NO_QUERY,
  body: 'none',
  answers: [{ status: 200, when: 'The onboarding', document: 'Onboarding' }],
  problems: ['unknown-onboarding'],
  handle: async ({ id }, backend) => {
    if (!mayBeWorkflowId(id)) throw unknownOnboarding();
    return { status: 200, document: await backend.answers.of(() => describe(id, backend)) };
  },
});

async function describe(id: string, { temporal: { client }, taskQueue }: Backend) {
  const description = await describeOnboarding(client, id, { taskQueue });
  if (!description) {
    const run = await findWithoutHistory(client, id, { taskQueue });
    throw run ? withoutHistory(run) : unknownOnboarding();
  }
  if (description.status !== 'done') return onboardingDocument(description);
  const run = client.workflow.getHandle<OnboardCustomer>(id, description.runId, { followRuns: false });
  return onboardingDocument(description, await outcomeOf(run));
}

function withoutHistory({ runId }: RunWithoutHistory): Problem {
  return new Problem('unknown-onboarding', {
    detail:
      `Temporal lists the run ${runId} and has no history of it, so it does not run: it was deleted a moment ago, or a ` +
      'backup was restored that had been taken while Temporal ran. Start it again; an operator removes the run from the ' +
      'list with: tdbg workflow delete',
  });
}

export function unknownOnboarding(): Problem {
  return new Problem('unknown-onboarding', {
    detail: 'Temporal has no such onboarding on this task queue, or has deleted it',
  });
}
