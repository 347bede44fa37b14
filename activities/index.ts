import type { Commerce } from '../src/commerce';
import type { OnboardingActivities } from '../src/contract/activities';
import { createCustomer, type CreateCustomerSettings } from './createCustomer';
import { getToken } from './getToken';
import { updateCustomer } from './updateCustomer';

export interface ActivitySettings extends CreateCustomerSettings {
  requestTimeoutMs: number;
}

/** The three steps for one tenant. */
export function createActivities(commerce: Commerce, settings: ActivitySettings): OnboardingActivities {
  return {
    getToken: () => getToken(commerce, settings),
    createCustomer: (request) => createCustomer(commerce, settings, request),
    updateCustomer: (request) => updateCustomer(commerce, settings, request),
  };
}
