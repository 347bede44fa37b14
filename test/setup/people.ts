import { randomUUID } from 'node:crypto';
import type { CustomerFields, OnboardingInput } from '../../src/contract/onboarding';

/** A customer that no other test uses. */
export function somebody(fields: Partial<CustomerFields> = {}): CustomerFields {
  return {
    email: `john.${randomUUID()}@example.com`,
    firstname: 'John',
    lastname: 'Doe',
    store_id: 1,
    website_id: 1,
    ...fields,
  };
}

/** A customer whose onboarding has all three steps. */
export function welcomed(): OnboardingInput {
  return { customer: somebody(), update: { lastname: 'Doe-Updated' } };
}
