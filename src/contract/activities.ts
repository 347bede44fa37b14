import type { GivenNames } from './givenNames';
import type { Customer, CustomerUpdate, Difference, OnboardingInput } from './onboarding';

/** The three steps, as the workflow calls them. */
export interface OnboardingActivities {
  getToken(): Promise<TokenObtained>;
  createCustomer(request: CreateCustomerRequest): Promise<CustomerCreated>;
  updateCustomer(request: UpdateCustomerRequest): Promise<CustomerUpdated>;
}

/** The token itself never leaves its worker. */
export interface TokenObtained {
  /** RFC 3339. */
  validUntil: string;
  /** What the worker gives one request: the time limits of the next steps follow from it. */
  requestTimeoutMs: number;
  /** The server told within the last second that nobody limits the task queue: what comes next need not wait in it. */
  queueIsUnlimited?: boolean;
}

export interface CreateCustomerRequest {
  input: OnboardingInput;
  /** When the onboarding first started, RFC 3339: survives a reset and `retry`. */
  firstStartedAt: string;
  /** The run before any reset: another one than the task's own tells of a reset. */
  originalRunId: string;
  /** Names that failed runs gave. There where `retry` started the run, and only there. */
  retriedNames?: GivenNames[];
  /**
   * The run is found by its person already, so that who was made need not be upserted before it ends. Left out by
   * earlier code, whose runs upsert at once.
   */
  namedAtEnd?: true;
}

export interface CustomerCreated {
  customer: Customer;
  adopted: boolean;
  differences: Difference[];
  /** Value of the search attribute `OnboardingPerson`. */
  person: string;
  /** Handed back from the request, so that the history says which code asked. */
  namedAtEnd?: true;
}

export interface UpdateCustomerRequest {
  created: Customer;
  update: CustomerUpdate;
}

export interface CustomerUpdated {
  customer: Customer;
  differences: Difference[];
}
