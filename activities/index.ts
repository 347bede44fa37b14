import type { Commerce } from '../src/commerce';
import type { OnboardingActivities } from '../src/contract/steps';
import type { ImportActivities } from '../src/contract/importing';
import { createCustomer } from './createCustomer';
import { getToken } from './getToken';
import { createImportChunk, type ImportSettings, type RunningWorker } from './importChunk';
import { QueueLimit } from './queueLimit';
import { RecentlyMade } from './recentlyMade';
import { updateCustomer } from './updateCustomer';

export interface ActivitySettings extends ImportSettings {
  requestTimeoutMs: number;
  /** Left out, customers get no marker. */
  markerAttribute?: string;
}

/** The three steps and the import of a chunk, for one tenant. */
export function createActivities(
  commerce: Commerce,
  settings: ActivitySettings,
  worker?: RunningWorker,
): OnboardingActivities & ImportActivities {
  const queueLimit = new QueueLimit();
  const steps = { commerce, settings, recentlyMade: new RecentlyMade() };
  return {
    getToken: () => getToken(commerce, settings, queueLimit),
    createCustomer: (request) => createCustomer(steps, request),
    updateCustomer: (request) => updateCustomer(steps, request),
    markerAttribute: () => Promise.resolve(settings.markerAttribute ?? null),
    importChunk: createImportChunk(commerce, settings, worker),
  };
}
