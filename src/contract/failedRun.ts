import type { CustomerCreated } from './steps';
import type { GivenNames } from './givenNames';

/**
 * What the retried run did: the second argument of the workflow `onboardCustomer`, which only `retry` passes. It is a
 * claim that anybody who may start workflows can invent. The activities read from the server what that run did, and
 * trust nothing else.
 */
export interface FailedRun {
  /** The run that is retried. Earlier versions left this out. */
  runId?: string;
  /** When the onboarding first started, RFC 3339. For workers of earlier versions. */
  firstStartedAt: string;
  /** The names in its inputs. For workers of earlier versions. */
  names: GivenNames[];
  /** The customer that it made. Left out if that step was not completed, or must be repeated. */
  created?: CustomerCreated;
}
