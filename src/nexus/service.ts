import * as nexus from 'nexus-rpc';
import type { OnboardingInput, OnboardingResult } from '../contract/onboarding';

export type {
  Customer,
  CustomerFields,
  CustomerUpdate,
  Difference,
  OnboardingInput,
  OnboardingResult,
} from '../contract/onboarding';
export type { FailureDetails, FailureType } from '../contract/failures';

/**
 * Onboardings for workflows of other namespaces and languages. Workflow code can load this module.
 *
 * The operation `onboardCustomer` takes the input of the workflow `onboardCustomer` and returns its result.
 */
export const customerOnboarding = nexus.service('CustomerOnboarding', {
  onboardCustomer: nexus.operation<OnboardingInput, OnboardingResult>(),
});
