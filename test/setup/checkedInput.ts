import type { CheckedInput, CheckedUpdate } from '../../src/commerce/checkedInput';
import type { CustomerUpdate, OnboardingInput } from '../../src/contract/onboarding';

/** An input that the activities' guard accepts. */
export function checkedInput(input: OnboardingInput): CheckedInput {
  return input as CheckedInput;
}

export function checkedUpdate(update: CustomerUpdate): CheckedUpdate {
  return update as CheckedUpdate;
}
