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
  /** The worker's limit for one request; it determines the time limits of the next steps. */
  requestTimeoutMs: number;
  /**
   * The server confirmed within the last second that the task queue has no rate limit: the next step need not pass
   * through the queue.
   */
  queueIsUnlimited?: boolean;
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
  /** Present if this run's own POST made the customer, so that the update may follow directly. */
  made?: MadeAt;
  /** Value of the search attribute `OnboardingPerson`. */
  person: string;
  /** Copied from the request, so that the history shows which version asked. */
  namedAtEnd?: true;
}

/** Only times of the server's clock, because another worker may run the update. */
export interface MadeAt {
  /** When the attempt that made the customer was scheduled, in milliseconds since the epoch. */
  scheduledAtMs: number;
  /** How long that attempt ran. */
  ranForMs: number;
}

export interface UpdateCustomerRequest {
  /** Earlier versions left this out: the run's history contains it. */
  input?: OnboardingInput;
  created: Customer;
  /** The input's update, for workers of earlier versions. */
  update?: CustomerUpdate;
  /** As in the request that makes the customer. Earlier versions left this out. */
  originalRunId?: string;
  made?: MadeAt;
}

export interface CustomerUpdated {
  customer: Customer;
  differences: Difference[];
}
