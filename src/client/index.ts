export {
  cancelOnboarding,
  describeOnboarding,
  type RetriedOnboarding,
  retryOnboarding,
  type RetryOnboardingOptions,
} from './byWorkflowId';
export { disconnect } from './environmentClient';
export { InvalidInput, OnboardingFailed, OnboardingStopped } from './errors';
export { onboard, startOnboarding, type StartedOnboarding } from './onboard';
export { onboardingDataConverter } from './onboardingDataConverter';
export type { OnboardingOptions } from './onboardingOptions';

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
export type { OnboardingDescription } from '../onboardings/describeOnboarding';
export { InputDiffers } from '../onboardings/inputDiffers';
export type { OnboardingStatus } from '../onboardings/onboardingStatus';
export type { Outcome } from '../onboardings/outcome';
export { AccessRefused, ServiceUnreachable } from '../temporal/connectionErrors';
