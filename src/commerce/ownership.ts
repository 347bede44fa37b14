import { type GivenNames, givenNames } from '../contract/givenNames';
import type { OnboardingInput } from '../contract/onboarding';
import { StepFailure } from './failure';
import { hasOneOf } from './identity';
import type { Found } from './lookUp';

/** A run of an onboarding: its start, and the names in its own input. */
export interface OnboardingRun {
  readonly startedAt: Date;
  readonly names: readonly GivenNames[];
}

/** What is known of this onboarding's past: it shows whether this onboarding made the customer that was found. */
export interface Evidence {
  /** An earlier POST of this run may have reached Commerce. */
  readonly earlierPostMayHaveArrived: boolean;
  /** This run continues another one, which may have made the customer: it searches before its first POST. */
  readonly followsAnotherRun: boolean;
  /** When this run of the onboarding first started. */
  readonly firstStartedAt: Date;
  /**
   * The earlier runs that did not complete, as far as the server lists them. Asked for only if a customer was found.
   * @param patient whether to wait for a run that the server does not list yet
   */
  earlierRuns(patient: boolean): Promise<readonly OnboardingRun[]>;
  /** The server's time, in milliseconds since the epoch: the same clock as that of the runs' starts. */
  serverTime(): Promise<number>;
}

export interface OwnershipOptions {
  input: Pick<OnboardingInput, 'customer' | 'update' | 'onExisting'>;
  evidence: Evidence;
  /** The evidence's own value, or what was learned since. */
  earlierPostMayHaveArrived: boolean;
  clockToleranceMs: number;
}

/**
 * Whether an earlier POST of this onboarding made the customer that was found: it has the names of one of the runs
 * and is no older than the start of that run.
 * @throws StepFailure `UnexpectedResponse` if Commerce does not give the customer's age
 */
export async function isOurs(found: Found, options: OwnershipOptions): Promise<boolean> {
  const { input, evidence, earlierPostMayHaveArrived } = options;
  const ownRun = { startedAt: evidence.firstStartedAt, names: givenNames(input) };
  if (earlierPostMayHaveArrived && (await isOfRun(found, ownRun, options))) return true;
  // A run with other names can only be one that a person corrected, which takes some seconds: the server lists it by
  // then.
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
