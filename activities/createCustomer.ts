import { Context } from '@temporalio/activity';
import type { Commerce } from '../src/commerce';
import { createOnce } from '../src/commerce/createOnce';
import { differencesOfCreation } from '../src/commerce/stepDifferences';
import { StepFailure } from '../src/commerce/failure';
import type { RetrySettings } from '../src/commerce/retrying';
import type { CreateCustomerRequest, CustomerCreated } from '../src/contract/activities';
import type { OnboardingInput } from '../src/contract/onboarding';
import { parseOnboardingInput } from '../src/contract/parse/onboardingInput';
import { isOnboardingWorkflowId, onboardingWorkflowId, personId } from '../src/contract/parse/workflowId';
import { runAttempt } from './attempt';
import { assertEncryptedInput } from './encryptedInput';
import { evidenceOf } from './evidence';

export interface CreateCustomerSettings extends RetrySettings {
  restEndpoint: string;
  clockToleranceMs: number;
  /** An onboarding that was started with its input in the clear is refused. */
  requireEncryption: boolean;
}

/** Makes the customer once, whatever became of earlier attempts. */
export async function createCustomer(
  commerce: Commerce,
  settings: CreateCustomerSettings,
  request: CreateCustomerRequest,
): Promise<CustomerCreated> {
  return await runAttempt('createCustomer', settings, async (attempt) => {
    if (settings.requireEncryption) await assertEncryptedInput(Context.current());
    const input = validInput(request.input);
    assertOwnWorkflowId(input, settings.restEndpoint);
    const person = personId({ restEndpoint: settings.restEndpoint, email: input.customer.email });
    const creation = await createOnce({
      api: commerce.customers,
      input,
      evidence: evidenceOf(Context.current(), request, attempt),
      attempt,
      clockToleranceMs: settings.clockToleranceMs,
    }).catch((error: unknown) => {
      throw error instanceof StepFailure ? error.with({ person }).hiding(input.password) : error;
    });
    return {
      ...creation,
      differences: differencesOfCreation(creation, input),
      person,
      ...(request.namedAtEnd && { namedAtEnd: true }),
    };
  });
}

/** Others start onboardings in plain JSON: what they send is judged before anything is sent on. */
function validInput(value: unknown): OnboardingInput {
  const parsed = parseOnboardingInput(value);
  if (parsed.ok) return parsed.input;
  const problems = parsed.problems.map(({ path, message }) => (path ? `${path}: ${message}` : message));
  throw new StepFailure('InvalidInput', problems.join('\n'), { details: { step: 'input' } });
}

/** A worker of another tenant must not make the customer there. */
function assertOwnWorkflowId({ customer }: OnboardingInput, restEndpoint: string): void {
  const workflowId = Context.current().info.workflowExecution?.workflowId ?? '';
  const expected = onboardingWorkflowId({
    restEndpoint,
    websiteId: customer.website_id,
    email: customer.email,
  });
  if (workflowId === expected) return;
  const details = { step: 'input', expected } as const;
  if (!isOnboardingWorkflowId(workflowId)) {
    throw new StepFailure('InvalidInput', `the workflow ID must be ${expected} for this input`, { details });
  }
  throw new StepFailure(
    'InvalidConfiguration',
    `the workflow ID is not the one of this input at this worker's REST_ENDPOINT, which is ${expected}`,
    { details },
  );
}
