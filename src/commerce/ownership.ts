import { type GivenNames, givenNames } from '../contract/givenNames';
import type { OnboardingInput } from '../contract/onboarding';
import { StepFailure } from './failure';
import { hasOneOf } from './identity';
import type { Found } from './lookUp';

/** A run of an onboarding: when it started, and the names that its own input gives. */
export interface OnboardingRun {
  readonly startedAt: Date;
  readonly names: readonly GivenNames[];
}

/** What is known of this onboarding's past, by which a customer that is found is told from a stranger's. */
export interface Evidence {
  /** An earlier POST of this run may have reached Commerce. */
  readonly earlierPostMayHaveArrived: boolean;
  /** This run continues another one, which may have made the customer: it looks before its first POST. */
  readonly followsAnotherRun: boolean;
  /** When this run of the onboarding first started. */
  readonly firstStartedAt: Date;
  /**
   * The earlier runs that did not complete, as far as the server lists them. Asked only where somebody was found.
   * @param patient wait for one that the server does not list yet
   */
  earlierRuns(patient: boolean): Promise<readonly OnboardingRun[]>;
  /** The time by the clock that the starts are of, in milliseconds since the epoch. */
  serverTime(): Promise<number>;
}

export interface OwnershipOptions {
  input: Pick<OnboardingInput, 'customer' | 'update' | 'onExisting'>;
  evidence: Evidence;
  /** The evidence's own, or what was learnt since. */
  earlierPostMayHaveArrived: boolean;
  clockToleranceMs: number;
}

/**
 * Whether a customer that was there is the one that an earlier POST of this onboarding made: it has the names of one
 * of its runs, and it is not older than the start of that same run.
 * @throws StepFailure `UnexpectedResponse` where Commerce does not tell the customer's age
 */
export async function isOurs(found: Found, options: OwnershipOptions): Promise<boolean> {
  const { input, evidence, earlierPostMayHaveArrived } = options;
  const ownRun = { startedAt: evidence.firstStartedAt, names: givenNames(input) };
  if (earlierPostMayHaveArrived && (await isOfRun(found, ownRun, options))) return true;
  // With other names than this run's, only a corrected one can be meant, and to correct it took somebody seconds.
  const patient = input.onExisting !== 'adopt' && hasOneOf(ownRun.names, found.customer);
  for (const run of await evidence.earlierRuns(patient)) {
    if (await isOfRun(found, run, options)) return true;
  }
  return false;
}

async function isOfRun(
  { customer, ageMs, seen }: Found,
  { startedAt, names }: OnboardingRun,
  { evidence, clockToleranceMs }: OwnershipOptions,
): Promise<boolean> {
  if (!hasOneOf(names, customer)) return false;
  if (ageMs === undefined) {
    throw new StepFailure('UnexpectedResponse', 'Commerce did not return when the customer was created');
  }
  const sinceSeenMs = seen.elapsedMs();
  const seenAtMs = (await evidence.serverTime()) - sinceSeenMs;
  return ageMs <= seenAtMs - startedAt.getTime() + clockToleranceMs;
}
