import type { CustomerCreated } from './activities';
import type { GivenNames } from './givenNames';

/**
 * What the run had done that `retry` follows. It is the second argument of the workflow `onboardCustomer`, and no
 * other caller gives one.
 */
export interface FailedRun {
  /** When the onboarding first started, RFC 3339. */
  firstStartedAt: string;
  /** What its inputs gave: a customer of one of these names may be its own, made by a POST whose answer was lost. */
  names: GivenNames[];
  /** The customer whom it made. Left out where that step was not done, or is to be done again. */
  created?: CustomerCreated;
}
