import type { CustomerCreated } from './activities';
import type { GivenNames } from './givenNames';

/**
 * What the run had done that `retry` follows. It is the second argument of the workflow `onboardCustomer`, and no
 * other caller gives one. It is only a claim: whoever may start workflows can make one up. The activities read from
 * the server what that run did, and believe nothing else.
 */
export interface FailedRun {
  /** The run that is retried. Left out by earlier code. */
  runId?: string;
  /** When the onboarding first started, RFC 3339. For workers of earlier code. */
  firstStartedAt: string;
  /** The names that its inputs gave. For workers of earlier code. */
  names: GivenNames[];
  /** The customer that it made. Left out where that step was not done, or is to be done again. */
  created?: CustomerCreated;
}
