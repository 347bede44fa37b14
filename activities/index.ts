import type { Commerce } from '../src/commerce';
import type { OnboardingActivities } from '../src/contract/activities';
import type { ImportActivities } from '../src/contract/importing';
import { createCustomer } from './createCustomer';
import { getToken } from './getToken';
import { createImportChunk, type ImportSettings, type RunningWorker } from './importChunk';
import { QueueLimit } from './queueLimit';
import { updateCustomer } from './updateCustomer';

export interface ActivitySettings extends ImportSettings {
  requestTimeoutMs: number;
}

/** The three steps, and the import of a chunk, for one tenant. */
export function createActivities(
  commerce: Commerce,
  settings: ActivitySettings,
  worker?: RunningWorker,
): OnboardingActivities & ImportActivities {
  const queueLimit = new QueueLimit();
  return {
    getToken: () => getToken(commerce, settings, queueLimit),
    createCustomer: (request) => createCustomer(commerce, settings, request),
    updateCustomer: (request) => updateCustomer(commerce, settings, request),
    importChunk: createImportChunk(commerce, settings, worker),
  };
}
