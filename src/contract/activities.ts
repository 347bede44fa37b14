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
  /** When this run first started, RFC 3339: survives a reset. Earlier code took that of a retried run over. */
  firstStartedAt: string;
  /** The run before any reset: another one than the task's own tells of a reset. */
  originalRunId: string;
  /**
   * There where the run has a second argument, and only there: what that says is read from the server. Its names are
   * for workers of earlier code.
   */
  retriedNames?: GivenNames[];
  /**
   * The run is found by its person already, so that who was made need not be upserted before it ends. Left out by
   * earlier code, whose runs upsert at once.
   */
  namedAtEnd?: true;
  /**
   * The workflow's own input holds numbers that are not in this one: JSON has null in place of one that is too large.
   * The activity reads the input from the history then.
   */
  hasInexactNumbers?: true;
}

export interface CustomerCreated {
  customer: Customer;
  /** Somebody else made it, and `onExisting: "adopt"` took it over. Earlier code said so of recovered ones too. */
  adopted: boolean;
  /** An earlier try of this onboarding made it. Left out by earlier code. */
  recovered?: boolean;
  differences: Difference[];
  /** There where this run's own POST made the customer, so that the update may follow it directly. */
  made?: MadeAt;
  /** Value of the search attribute `OnboardingPerson`. */
  person: string;
  /** Handed back from the request, so that the history says which code asked. */
  namedAtEnd?: true;
}

/** By the server's clock alone, as the update may be on another worker. */
export interface MadeAt {
  /** When the attempt that made the customer was scheduled, in milliseconds since the epoch. */
  scheduledAtMs: number;
  /** How long that attempt ran. */
  ranForMs: number;
}

export interface UpdateCustomerRequest {
  /** Left out by earlier code: the history of the run has it. */
  input?: OnboardingInput;
  created: Customer;
  /** The input's own, for workers of earlier code. */
  update?: CustomerUpdate;
  /** As in the request that makes the customer. Left out by earlier code. */
  originalRunId?: string;
  made?: MadeAt;
}

export interface CustomerUpdated {
  customer: Customer;
  differences: Difference[];
}
