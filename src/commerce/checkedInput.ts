import type { CustomerUpdate, OnboardingInput } from '../contract/onboarding';

declare const checked: unique symbol;

/**
 * An input that passed the guard of the activities (`activities/writeGuard.ts`). Functions that write to Commerce
 * accept no other type, so that a new activity cannot forget the guard.
 */
export type CheckedInput = Omit<OnboardingInput, 'update'> & {
  readonly update?: CheckedUpdate;
  readonly [checked]: true;
};

export type CheckedUpdate = CustomerUpdate & { readonly [checked]: true };
