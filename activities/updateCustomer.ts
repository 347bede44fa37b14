import { Context } from '@temporalio/activity';
import { updateCustomer as update } from '../src/commerce/updateCustomer';
import type { CustomerUpdated, UpdateCustomerRequest } from '../src/contract/steps';
import { runAttempt } from './attempt';
import type { ActivityAttempt } from './attemptLimits';
import type { CreateCustomerOptions } from './createCustomer';
import { wasTriedBefore } from './evidence';
import { assertCreatedHere, guardOnboarding } from './writeGuard';

/** Changes the customer that was made, and no other record; keeps every change that the person made. */
export async function updateCustomer(
  options: CreateCustomerOptions,
  request: UpdateCustomerRequest,
): Promise<CustomerUpdated> {
  const { commerce, settings } = options;
  return await runAttempt('updateCustomer', settings, async (attempt) => {
    const { input, created: before } = await guardOnboarding(Context.current(), attempt, settings, {
      input: request.input,
      // Earlier versions took the customer from the second argument, and no step checked it.
      mayFollowAnother: request.input === undefined,
      markerAttribute: request.markerAttribute,
    });
    const created = before?.customer ?? request.created;
    assertCreatedHere(input, created);
    if (!input.update) return { customer: created, differences: [] };
    const recordLater = wasTriedBefore(Context.current().info) ? 'mayBeUpdated' : 'mayHaveChanged';
    const isDirect = recordLater === 'mayHaveChanged' && (await followsDirectly(options, request, attempt));
    const updated = await update({
      api: commerce.customers,
      created,
      update: input.update,
      attempt,
      record: isDirect ? 'justMade' : recordLater,
      markerAttribute: request.markerAttribute,
    });
    return { customer: updated.customer, differences: [...updated.differences] };
  });
}

/** After this time somebody may have changed the customer. It includes the wait of the step that made it. */
const DIRECT_WITHIN_MS = 2_000;

/**
 * Whether this directly follows the POST that made the customer in the same run. This process knows its own
 * customers; for those of another worker, the server's clock decides. If in doubt, the customer is read.
 */
async function followsDirectly(
  { recentlyMade }: CreateCustomerOptions,
  { created, made, originalRunId }: UpdateCustomerRequest,
  attempt: ActivityAttempt,
): Promise<boolean> {
  const { runId = '' } = Context.current().info.workflowExecution ?? {};
  if (!made || runId !== originalRunId) return false;
  if (recentlyMade.has({ runId, customerId: created.id })) return true;
  const now = await attempt.serverTime().catch(() => Infinity);
  return now - made.scheduledAtMs - made.ranForMs < DIRECT_WITHIN_MS;
}
