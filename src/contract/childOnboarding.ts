import type { OnboardingInput, OnboardingResult } from './onboarding';

/** What a workflow needs to start an onboarding as its child. Nothing in it is personal. */
export interface OnboardingIdentity {
  readonly workflowId: string;
  /** Value of the search attribute `OnboardingPerson`. */
  readonly person: string;
  readonly staticSummary: string;
  readonly staticDetails: string;
}

export interface FoundOnboarding {
  readonly workflowId: string;
  /** What the onboarding must have been started with. */
  readonly input: OnboardingInput;
}

/** The activities behind `onboardAsChild`, of workers with the plugin. */
export interface ChildOnboardingActivities {
  /** Validates the input. Its ID depends on the worker's endpoint, which workflow code cannot read. */
  identifyOnboarding(input: OnboardingInput): Promise<OnboardingIdentity>;
  /** The result of an onboarding that somebody else started. Fails with a retryable error while that is running. */
  waitForOnboarding(found: FoundOnboarding): Promise<OnboardingResult>;
}
