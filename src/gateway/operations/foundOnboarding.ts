import type { OnboardingInput } from '../../contract/onboarding';
import { differingFields, isSameInput, withoutPassword } from '../../onboardings/inputDiffers';
import { startOfRun } from '../../onboardings/startOfRun';
import { hasRight } from '../access/access';
import { Problem } from '../problems/problem';
import type { OperationRequest, Backend } from './operation';

const MOST_FIELDS = 100;

/**
 * Compares an input with the input of the onboarding that a start found. The password is never compared, only whether
 * there is one: otherwise the response would confirm guesses.
 * @throws Problem `input-differs`, with the fields for callers that may read; `on-other-queue`
 */
export async function assertSameStart(
  { workflowId, input }: { workflowId: string; input: OnboardingInput },
  { temporal: { client }, answers, taskQueue }: Backend,
  { caller, guesses }: Pick<OperationRequest<unknown>, 'caller' | 'guesses'>,
): Promise<void> {
  const earlier = await answers.of(() => startOfRun(client, { workflowId }));
  if (earlier.taskQueue !== taskQueue) {
    throw new Problem('on-other-queue', { detail: 'It is on a task queue that this gateway does not serve' });
  }
  const [one, other] = [withoutPassword(earlier.args[0]), withoutPassword(input)];
  if (isSameInput(one, other)) return;
  guesses.count();
  throw new Problem('input-differs', {
    detail: 'An onboarding of this address on this website was started with another input',
    workflowId,
    ...(hasRight(caller, 'read') && { fields: differingFields(one, other).slice(0, MOST_FIELDS) }),
  });
}
