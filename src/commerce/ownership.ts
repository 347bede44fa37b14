import { type GivenNames, givenNames } from '../contract/givenNames';
import type { OnboardingInput } from '../contract/onboarding';
import { StepFailure } from './failure';
import { hasOneOf } from './identity';
import type { Found } from './lookUp';

/** What is known of this onboarding's past, by which a customer that is found is told from a stranger's. */
export interface Evidence {
  /** An earlier POST of this onboarding may have reached Commerce. */
  readonly earlierPostMayHaveArrived: boolean;
  /** When this onboarding first started. */
  readonly firstStartedAt: Date;
  /** Names that its earlier inputs gave, where it was corrected since. */
  readonly earlierNames: readonly GivenNames[];
  /**
   * When the earliest of those earlier runs started that did not complete; undefined where there is none.
   * Asked only where everything else fits, as it may take seconds.
   */
  earlierRunStartedAt(): Promise<Date | undefined>;
}

export interface OwnershipOptions {
  input: OnboardingInput;
  evidence: Evidence;
  /** The evidence's own, or what was learnt since. */
  earlierPostMayHaveArrived: boolean;
  clockToleranceMs: number;
}

/**
 * Whether a customer who was there is the one that an earlier POST of this onboarding made.
 * @throws StepFailure `UnexpectedResponse` where Commerce does not tell the customer's age
 */
export async function isOurs(found: Found, options: OwnershipOptions): Promise<boolean> {
  const { input, evidence, earlierPostMayHaveArrived, clockToleranceMs } = options;
  if (!hasOneOf([...givenNames(input), ...evidence.earlierNames], found.customer)) return false;
  if (earlierPostMayHaveArrived && isNotOlderThan(evidence.firstStartedAt, found, clockToleranceMs))
    return true;
  const earlier = await evidence.earlierRunStartedAt();
  return earlier !== undefined && isNotOlderThan(earlier, found, clockToleranceMs);
}

function isNotOlderThan(start: Date, { ageMs, seenAtMs }: Found, toleranceMs: number): boolean {
  if (ageMs === undefined) {
    throw new StepFailure('UnexpectedResponse', 'Commerce does not tell when the customer was made');
  }
  return ageMs <= seenAtMs - start.getTime() + toleranceMs;
}
