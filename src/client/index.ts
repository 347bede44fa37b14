export { cancelOnboarding } from './cancel';
export { describeOnboarding } from './describe';
export { disconnect } from './environmentClient';
export { InvalidInput, OnboardingFailed, OnboardingStopped } from './errors';
export { onboard, startOnboarding, type StartedOnboarding } from './onboard';
export { onboardingDataConverter } from './onboardingDataConverter';
export type { OnboardingOptions } from './onboardingOptions';
export { retryOnboarding, type RetriedOnboarding, type RetryOnboardingOptions } from './retry';

export { FAILURES, type Failure, type FailureType } from '../contract/failures';
export type {
  Customer,
  CustomerFields,
  CustomerUpdate,
  Difference,
  OnboardingInput,
  OnboardingResult,
  Step,
} from '../contract/onboarding';
export type { InputProblem } from '../contract/parse/onboardingInput';
export { onboardingWorkflowId } from '../contract/parse/workflowId';
export { SettingsError } from '../settings/settingsError';
export type { OnboardingDescription } from '../temporal/describeOnboarding';
export { InputDiffers } from '../temporal/inputDiffers';
export type { OnboardingStatus } from '../temporal/onboardingStatus';
export type { Outcome } from '../temporal/outcome';
export { ServiceUnreachable } from '../temporal/serviceUnreachable';
