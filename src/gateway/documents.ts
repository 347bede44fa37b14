import { z } from 'zod';
import { FAILURES } from '../contract/failures';
import type { Failure } from '../contract/failures';
import { type OnboardingResult, STEPS } from '../contract/onboarding';
import type { OnboardingDescription } from '../onboardings/describeOnboarding';
import type { ListedOnboarding } from '../onboardings/listOnboardings';
import { ONBOARDING_STATUSES } from '../onboardings/onboardingStatus';
import type { Outcome } from '../onboardings/outcome';
import { eventResultsSchema } from './events/eventResults';
import { namesOf } from './namesOf';

const workflowId = z.string().regex(/^onboard-[0-9a-f]{32}$/);
const anyWorkflowId = z
  .string()
  .describe(
    '`onboard-` and 32 hex digits. Other programs may have started an onboarding under an ID of another form; such an onboarding fails.',
  );
const moment = z.iso.datetime();

const failure = z.strictObject({
  type: z.enum(namesOf(FAILURES)),
  message: z.string().describe('The message of the service'),
  step: z.enum(STEPS),
  customerId: z.int().exactOptional(),
  whatToDo: z.string(),
});

const customer = z.looseObject({ id: z.int(), email: z.string() });

const result = z.strictObject({
  customerId: z.int(),
  adopted: z.boolean().describe('The customer existed, and onExisting "adopt" took it over'),
  recovered: z
    .boolean()
    .exactOptional()
    .describe(
      'An earlier try created the customer, and its answer was lost; missing in results of earlier versions',
    ),
  created: customer,
  updated: customer.nullable(),
  differences: z
    .array(z.strictObject({ field: z.string(), sent: z.unknown(), stored: z.unknown() }))
    .describe('Values that Commerce silently dropped or changed'),
});

const shownResult = z.union([
  result,
  result
    .omit({ created: true, updated: true, differences: true })
    .describe('The result of an adopted customer, for a key without the right `read`'),
]);

const onboardingState = z
  .strictObject({
    workflowId,
    status: z.enum(ONBOARDING_STATUSES),
    result: shownResult.exactOptional().describe('Present if it is done'),
    failure: failure.exactOptional().describe('Present if it failed'),
  })
  .describe('An onboarding and, if it has ended, its outcome');

const onboarding = z
  .strictObject({
    workflowId: anyWorkflowId,
    runId: z.string(),
    status: z.enum(ONBOARDING_STATUSES),
    step: z.enum(STEPS).nullable().describe('The current step; null if all are done'),
    attempts: z.int().describe('Number of tries of the step so far'),
    lastError: failure.nullable().describe('The failure of the last try, or of the onboarding'),
    nextTryAt: moment.nullable(),
    paused: z.boolean().describe('An operator has paused the step'),
    customerId: z.int().nullable(),
    startedAt: moment,
    closedAt: moment.nullable(),
    stuckOn: z.string().nullable().describe('The error of its workflow tasks, if it is stuck'),
    result: result.exactOptional().describe('Present if it is done'),
  })
  .describe('The state of an onboarding');

const listedOnboarding = z.strictObject({
  workflowId: anyWorkflowId,
  runId: z.string(),
  status: z.enum(ONBOARDING_STATUSES),
  failure: z.enum(namesOf(FAILURES)).nullable(),
  step: z.enum(STEPS).nullable().describe('The step that failed or was cancelled'),
  customerId: z.int().nullable(),
  startedAt: moment,
  closedAt: moment.nullable(),
  hasNoHistory: z
    .literal(true)
    .exactOptional()
    .describe(
      'Present if Temporal lists the onboarding as running and has no history of it: it does not run. An operator removes it from the list.',
    ),
});

const onboardingPage = z
  .strictObject({
    onboardings: z.array(listedOnboarding),
    nextCursor: z.string().nullable().describe('Cursor of the next page; null on the last page'),
  })
  .describe('Onboardings: running ones first, then ended ones, most recently ended first');

/** The response documents, by their names in the OpenAPI document. */
export const DOCUMENTS = {
  OnboardingState: onboardingState,
  Onboarding: onboarding,
  OnboardingPage: onboardingPage,
  EventResults: eventResultsSchema,
} as const;

export type DocumentName = keyof typeof DOCUMENTS;

export type OnboardingStateDocument = z.infer<typeof onboardingState>;
export type OnboardingDocument = z.infer<typeof onboarding>;
export type OnboardingPageDocument = z.infer<typeof onboardingPage>;

export function stateDocument(
  id: string,
  outcome: Outcome,
  { showAdopted }: { showAdopted: boolean },
): OnboardingStateDocument {
  return {
    workflowId: id,
    status: outcome.status,
    ...(outcome.status === 'done' && {
      result: outcome.result.adopted && !showAdopted ? withoutFields(outcome.result) : outcome.result,
    }),
    ...(outcome.status === 'failed' && { failure: failureDocument(outcome.failure) }),
  };
}

function withoutFields({
  created: _,
  updated: _updated,
  differences: _differences,
  ...result
}: OnboardingResult): Omit<OnboardingResult, 'created' | 'updated' | 'differences'> {
  return result;
}

export function onboardingDocument(
  description: OnboardingDescription,
  outcome?: Outcome,
): OnboardingDocument {
  const { lastError, nextTryAt, startedAt, closedAt, ...others } = description;
  return {
    ...others,
    lastError: lastError && failureDocument(lastError),
    nextTryAt: nextTryAt?.toISOString() ?? null,
    startedAt: startedAt.toISOString(),
    closedAt: closedAt?.toISOString() ?? null,
    ...(outcome?.status === 'done' && { result: outcome.result }),
  };
}

export function listedDocument({
  startedAt,
  closedAt,
  ...others
}: ListedOnboarding): OnboardingPageDocument['onboardings'][number] {
  return {
    ...others,
    startedAt: startedAt.toISOString(),
    closedAt: closedAt?.toISOString() ?? null,
  };
}

function failureDocument({ type, message, step, customerId }: Failure): z.infer<typeof failure> {
  const { whatToDo } = FAILURES[type];
  return { type, message, step, ...(customerId !== undefined && { customerId }), whatToDo };
}
