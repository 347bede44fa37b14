import { randomUUID } from 'node:crypto';
import type { OnboardingInput } from '#product/contract/onboarding';

/** The tutorial's customer and update, with an address that nobody has. */
export function newCustomer(): OnboardingInput {
  return {
    customer: {
      email: `john.doe.${randomUUID()}@example.com`,
      firstname: 'John',
      lastname: 'Doe',
      store_id: 1,
      website_id: 1,
    },
    password: 'TempPa55word!',
    update: { lastname: 'Doe-Updated' },
  };
}
