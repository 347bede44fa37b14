import { Context } from '@temporalio/activity';
import type { Commerce } from '../src/commerce';
import { createOnce } from '../src/commerce/createOnce';
import { StepFailure } from '../src/commerce/failure';
import { readCustomer } from '../src/commerce/readCustomer';
import type { RetrySettings } from '../src/commerce/retrying';
import { differencesOfCreation } from '../src/commerce/stepDifferences';
import { Stopwatch } from '../src/commerce/stopwatch';
import type { CreateCustomerRequest, CustomerCreated } from '../src/contract/steps';
import { runAttempt } from './attempt';
import type { ActivityAttempt } from './attemptLimits';
import { evidenceOf } from './evidence';
import type { RecentlyMade } from './recentlyMade';
import { guardOnboarding, type GuardedOnboarding, type GuardSettings } from './writeGuard';

export interface CreateCustomerSettings extends RetrySettings, GuardSettings {
  clockToleranceMs: number;
}

export interface CreateCustomerOptions {
  commerce: Commerce;
  settings: CreateCustomerSettings;
  recentlyMade: RecentlyMade;
}

/** Makes the customer once, whatever earlier attempts did. */
export async function createCustomer(
  options: CreateCustomerOptions,
  request: CreateCustomerRequest,
): Promise<CustomerCreated> {
  const { settings } = options;
  return await runAttempt('createCustomer', settings, async (attempt) => {
    const guarded = await guardOnboarding(Context.current(), attempt, settings, {
      input: request.hasInexactNumbers ? undefined : request.input,
      mayFollowAnother: request.retriedNames !== undefined,
      markerAttribute: request.markerAttribute,
    });
    const created = await madeBefore(options, guarded, attempt).catch(withPerson(guarded));
    if (created) return { ...handedOn(created), ...namedAtEnd(request), person: guarded.person };
    return await makeOnce(options, request, guarded, attempt);
  });
}

/**
 * The customer that an earlier run made. If an update follows, the update reads it first. Otherwise it is read here,
 * so that no onboarding completes with a customer that no longer exists.
 */
async function madeBefore(
  { commerce }: CreateCustomerOptions,
  { created, input }: GuardedOnboarding,
  attempt: ActivityAttempt,
): Promise<CustomerCreated | undefined> {
  if (created && !input.update) {
    await readCustomer({ api: commerce.customers, created: created.customer, attempt });
  }
  return created;
}

/** In this run, the update does not directly follow the POST. */
function handedOn({ customer, adopted, recovered = false, differences, sentNames }: CustomerCreated) {
  return { customer, adopted, recovered, differences, ...(sentNames && { sentNames }) };
}

async function makeOnce(
  { commerce, settings, recentlyMade }: CreateCustomerOptions,
  request: CreateCustomerRequest,
  guarded: GuardedOnboarding,
  attempt: ActivityAttempt,
): Promise<CustomerCreated> {
  const context = Context.current();
  const { input, person, past } = guarded;
  const stopwatch = new Stopwatch();
  const creation = await createOnce({
    api: commerce.customers,
    input,
    evidence: evidenceOf(context, request, attempt, past),
    attempt,
    clockToleranceMs: settings.clockToleranceMs,
  }).catch(withPerson(guarded));
  const { customer, origin, sentNames } = creation;
  const runId = context.info.workflowExecution?.runId ?? '';
  const isOfThisRun =
    origin === 'made' && request.retriedNames === undefined && runId === request.originalRunId;
  if (isOfThisRun) recentlyMade.add({ runId, customerId: customer.id });
  const { currentAttemptScheduledTimestampMs: scheduledAtMs } = context.info;
  return {
    customer,
    adopted: origin === 'adopted',
    recovered: origin === 'recovered',
    differences: differencesOfCreation(creation, input, request.markerAttribute),
    person,
    ...(sentNames && { sentNames }),
    ...(isOfThisRun && { made: { scheduledAtMs, ranForMs: Math.floor(stopwatch.elapsedMs()) } }),
    ...namedAtEnd(request),
  };
}

function namedAtEnd(request: CreateCustomerRequest): { namedAtEnd?: true } {
  return request.namedAtEnd ? { namedAtEnd: true } : {};
}

/** Adds the person to the failure, and removes the password from the service's words. */
function withPerson({ person, input }: GuardedOnboarding): (error: unknown) => never {
  return (error) => {
    throw error instanceof StepFailure ? error.with({ person }).hiding(input.password) : error;
  };
}
