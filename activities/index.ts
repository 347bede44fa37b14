import type { Commerce } from '../src/commerce';
import type { SubscriberActivities } from '../src/contract/events';
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

/** The three steps, the import of a chunk, and what the workflows ask of the settings, for one tenant. */
export function createActivities(
  commerce: Commerce,
  settings: ActivitySettings,
  worker?: RunningWorker,
): OnboardingActivities & ImportActivities & SubscriberActivities {
  const queueLimit = new QueueLimit();
  const steps = { commerce, settings, recentlyMade: new RecentlyMade() };
  return {
    getToken: () => getToken(commerce, settings, queueLimit),
    createCustomer: (request) => createCustomer(steps, request),
    updateCustomer: (request) => updateCustomer(steps, request),
    eventSubscribers: () => Promise.resolve(settings.subscribers ?? []),
    markerAttribute: () => Promise.resolve(settings.markerAttribute ?? null),
    importChunk: createImportChunk(commerce, settings, worker),
  };
}
