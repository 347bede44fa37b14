import type { Client } from '@temporalio/client';
import { loadEnvironment, readRestEndpoint, SERVICE_SETTINGS } from '../settings';
import { sandboxFor } from './devSandbox';
import { environmentClient } from './environmentClient';

/** Options of every function of the library. The environment provides the defaults. */
export interface OnboardingOptions {
  /**
   * Default: one client per process, configured by Temporal's standard variables, or connected to the embedded server
   * of `ONBOARDING_HOME`. Your own client needs `onboardingDataConverter()`.
   */
  client?: Client;
  /**
   * Default: `REST_ENDPOINT`, or the sandbox of the `onboard dev` that runs in `ONBOARDING_HOME`. Use the workers'
   * value: it is part of the workflow ID.
   */
  restEndpoint?: string;
  /** Default: `ONBOARDING_TASK_QUEUE`, or `customer-onboarding`. */
  taskQueue?: string;
}

/** @throws SettingsError if nothing provides a client; ServiceUnreachable if Temporal does not answer */
export async function clientOf({ client }: Pick<OnboardingOptions, 'client'>): Promise<Client> {
  return client ?? (await environmentClient());
}

/** @throws SettingsError */
export async function restEndpointOf({
  restEndpoint,
}: Pick<OnboardingOptions, 'restEndpoint'>): Promise<string> {
  if (restEndpoint !== undefined) return readRestEndpoint({ REST_ENDPOINT: restEndpoint });
  const environment = loadEnvironment();
  return readRestEndpoint({ ...environment, ...(await sandboxFor(environment)) });
}

/** @throws SettingsError */
export function taskQueueOf({ taskQueue }: Pick<OnboardingOptions, 'taskQueue'>): string {
  return taskQueue ?? SERVICE_SETTINGS.taskQueue.read(loadEnvironment());
}
