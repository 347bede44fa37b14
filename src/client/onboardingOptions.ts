import type { Client } from '@temporalio/client';
import { loadEnvironment, readRestEndpoint, SERVICE_SETTINGS } from '../settings';
import { sandboxMeantBy } from './devSandbox';
import { environmentClient } from './environmentClient';

/** What every function of the library takes; each member that is left out is read from the environment. */
export interface OnboardingOptions {
  /**
   * Default: a client that is made from Temporal's standard variables, once for the process; where there are none, for
   * the embedded server that runs in `ONBOARDING_HOME`. One of your own needs `onboardingDataConverter()`.
   */
  client?: Client;
  /** Default: `REST_ENDPOINT`, or the sandbox of the `onboard dev` that runs in `ONBOARDING_HOME`. It is part of the workflow ID, and the same as the workers'. */
  restEndpoint?: string;
  /** Default: `ONBOARDING_TASK_QUEUE`, or `customer-onboarding`. */
  taskQueue?: string;
}

/** @throws SettingsError where nothing gives it; ServiceUnreachable where Temporal does not answer */
export async function clientOf({ client }: Pick<OnboardingOptions, 'client'>): Promise<Client> {
  return client ?? (await environmentClient());
}

/** @throws SettingsError */
export async function restEndpointOf({
  restEndpoint,
}: Pick<OnboardingOptions, 'restEndpoint'>): Promise<string> {
  if (restEndpoint !== undefined) return readRestEndpoint({ REST_ENDPOINT: restEndpoint });
  const environment = loadEnvironment();
  return readRestEndpoint({ ...environment, ...(await sandboxMeantBy(environment)) });
}

/** @throws SettingsError */
export function taskQueueOf({ taskQueue }: Pick<OnboardingOptions, 'taskQueue'>): string {
  return taskQueue ?? SERVICE_SETTINGS.taskQueue.read(loadEnvironment());
}
