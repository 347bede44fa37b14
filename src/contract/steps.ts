import type { EventSubscriber } from './eventSubscriber';
import type { GivenNames } from './givenNames';
import type { Customer, CustomerUpdate, Difference, OnboardingInput } from './onboarding';

/** The steps, as the workflow calls them. CONTRIBUTING describes how to add one. */
export interface OnboardingActivities {
  getToken(): Promise<TokenObtained>;
  createCustomer(request: CreateCustomerRequest): Promise<CustomerCreated>;
  updateCustomer(request: UpdateCustomerRequest): Promise<CustomerUpdated>;
}

/** The token itself never leaves its worker. */
export interface TokenObtained {
  /** RFC 3339. */
  validUntil: string;
  /** The worker's limit for one request; it determines the time limits of the next steps. */
  requestTimeoutMs: number;
  /**
   * The server confirmed within the last second that the task queue has no rate limit: the next step need not pass
   * through the queue.
   */
  queueIsUnlimited?: boolean;
  /** The endpoints that want events of onboardings; left out if there are none. */
  subscribers?: readonly EventSubscriber[];
  /**
   * The custom attribute for the marker (`ONBOARDING_MARKER_ATTRIBUTE`) of this worker. The history keeps it, so that
   * every POST of the run has the marker, or none has.
   */
  markerAttribute?: string;
}

export interface CreateCustomerRequest {
  input: OnboardingInput;
  /**
   * When this run first started, RFC 3339; a reset does not change it. Earlier versions used the start of the retried
   * run.
   */
  firstStartedAt: string;
  /** The run before any reset: if it differs from the task's own run, the run was reset. */
  originalRunId: string;
  /**
   * Present only if the run has a second argument, whose claims are then verified with the server. The names
   * themselves are for workers of earlier versions.
   */
  retriedNames?: GivenNames[];
  /**
   * The run is listed under its person already, so the customer's ID need not be upserted before the end. Earlier
   * versions left this out, and their runs upsert at once.
   */
  namedAtEnd?: true;
  /**
   * The workflow's own input has numbers that this copy lacks: JSON replaces a number that is too large with null.
   * The activity then reads the input from the history.
   */
  hasInexactNumbers?: true;
  /** The custom attribute for the marker. Left out, the run's POSTs have none. */
  markerAttribute?: string;
}

export interface CustomerCreated {
  customer: Customer;
  /**
   * Somebody else made the customer, and `onExisting: "adopt"` took it over. Earlier versions set it for recovered
   * customers too.
   */
  adopted: boolean;
  /** An earlier try of this onboarding made it. Earlier versions left this out. */
  recovered?: boolean;
  differences: Difference[];
  /** The names that the POST sent, if the person has other ones now: the update keeps those. */
  sentNames?: GivenNames;
  /** Present if this run's own POST made the customer, so that the update may follow directly. */
  made?: MadeAt;
  /** Value of the search attribute `OnboardingPerson`. */
  person: string;
  /** Copied from the request, so that the history shows which version asked. */
  namedAtEnd?: true;
}

/** Only times of the server's clock, because another worker may run the update. */
interface MadeAt {
  /** When the attempt that made the customer was scheduled, in milliseconds since the epoch. */
  scheduledAtMs: number;
  /** How long that attempt ran. */
  ranForMs: number;
}

export interface UpdateCustomerRequest {
  /** Earlier versions left this out: the run's history contains it. */
  input?: OnboardingInput;
  /** The customer as it was created. */
  created: Customer;
  /** The input's update, for workers of earlier versions. */
  update?: CustomerUpdate;
  /** As in the request that makes the customer. Earlier versions left this out. */
  originalRunId?: string;
  made?: MadeAt;
  /** As in the request that makes the customer. */
  markerAttribute?: string;
}

export interface CustomerUpdated {
  customer: Customer;
  differences: Difference[];
}

export type StepName = keyof OnboardingActivities;

export type StepResult<Name extends StepName> = Awaited<ReturnType<OnboardingActivities[Name]>>;

/** What a run knows of its customer while its steps run. */
export interface KnownCustomer {
  readonly customerId: number | undefined;
  /** It continues with a customer that the run before it claims to have created. */
  readonly followsCreation: boolean;
}

/** What people read of a step. A step that fails or is cancelled is named by its name. */
interface StepTexts<Result> {
  /** Beside its activity in the Temporal UI. */
  readonly summary: string;
  /** In the current details of the Temporal UI, while it runs. */
  readonly inProgress: (known: KnownCustomer) => string;
  /** In the current details of the Temporal UI, once it is done. */
  readonly done: (known: KnownCustomer) => string;
  /** In the output of `onboard run`, as it begins. */
  readonly transcript: string;
  /** In the output of `onboard run`, once it is done. */
  readonly report: (result: Result) => readonly (string | Customer)[];
}

export const STEP_TEXTS: { readonly [Name in StepName]: StepTexts<StepResult<Name>> } = {
  getToken: {
    summary: 'a token from Adobe IMS',
    inProgress: () => 'getting an access token from Adobe IMS',
    done: () => 'an access token was obtained',
    transcript: 'Getting access token...',
    report: ({ validUntil }) => [`Token obtained: *** (valid until ${validUntil})`],
  },
  createCustomer: {
    summary: 'the customer in Commerce, once',
    inProgress: ({ followsCreation }) =>
      followsCreation
        ? 'searching for the customer that the previous run created'
        : 'creating the customer in Commerce',
    done: ({ customerId }) => `customer ${customerId} is in Commerce`,
    transcript: '\nCreating customer...',
    report: ({ customer }) => ['Create Response:', customer, `Customer ID: ${customer.id}`],
  },
  updateCustomer: {
    summary: 'the update of the customer',
    inProgress: ({ customerId }) => `updating customer ${customerId} in Commerce`,
    done: () => 'it is updated',
    transcript: '\nUpdating customer...',
    report: ({ customer }) => [customer],
  },
};

/** @returns undefined for the name of an activity that is not a step */
export function stepNamed(name: string | null | undefined): StepName | undefined {
  return name && isStepName(name) ? name : undefined;
}

function isStepName(name: string): name is StepName {
  return Object.hasOwn(STEP_TEXTS, name);
}

interface Stored {
  readonly differences: readonly Difference[];
}

/** How the steps run for one customer: as activities in a workflow, as plain functions for a row of an import. */
export interface CustomerSteps<Created, Updated, Update> extends Record<
  StepName,
  (...before: never[]) => Promise<unknown>
> {
  /** Called before each step. */
  begin(step: StepName): void;
  getToken(): Promise<unknown>;
  createCustomer(): Promise<Created>;
  updateCustomer(created: Created, update: Update): Promise<Updated>;
}

/** What each step returned; undefined for a step that the input does not ask for. */
export interface StepsDone<Created, Updated> extends Record<StepName, unknown> {
  readonly createCustomer: Created;
  readonly updateCustomer: Updated | undefined;
  /** Of all steps. */
  readonly differences: Difference[];
}

/** Runs the steps for one customer. Deterministic: a workflow replays it. */
export async function runSteps<Created extends Stored, Updated extends Stored, Update>(
  input: { readonly update?: Update },
  steps: CustomerSteps<Created, Updated, Update>,
): Promise<StepsDone<Created, Updated>> {
  steps.begin('getToken');
  const getToken = await steps.getToken();

  steps.begin('createCustomer');
  const createCustomer = await steps.createCustomer();

  let updateCustomer: Updated | undefined;
  // Before the customer is created, an activity has checked the input.
  if (input.update) {
    steps.begin('updateCustomer');
    updateCustomer = await steps.updateCustomer(createCustomer, input.update);
  }

  const stored: Record<Exclude<StepName, 'getToken'>, Stored | undefined> = {
    createCustomer,
    updateCustomer,
  };
  const differences = Object.values(stored).flatMap((result) => result?.differences ?? []);
  return { getToken, createCustomer, updateCustomer, differences };
}
