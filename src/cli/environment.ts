import { type Environment, loadEnvironment, readService, SettingsError } from '../settings';
import { isSet } from '../settings/setting';
import { TENANT_SETTINGS } from '../settings/tenantSettings';
import { findDevSandbox } from './devSandbox';
import { say } from './output';

/**
 * The environment of a command that is given at a terminal: it logs errors alone, and where no tenant is set it works
 * with the sandbox of the `onboard dev` that runs here.
 */
export async function terminalEnvironment(): Promise<Environment> {
  const environment = { ONBOARDING_LOG_LEVEL: 'error', ...loadEnvironment() };
  if (namesTenant(environment)) return environment;
  const home = homeOf(environment);
  const sandbox = home === undefined ? undefined : await findDevSandbox(home);
  if (!sandbox) return environment;
  say(`With the sandbox of onboard dev (${sandbox.IMS_ENDPOINT}), as no tenant is set.`);
  return { ...environment, ...sandbox };
}

/** A mistake in it is told with all others, by whoever reads the settings. */
function homeOf(environment: Environment): string | undefined {
  try {
    return readService(environment).home;
  } catch (error) {
    if (error instanceof SettingsError) return undefined;
    throw error;
  }
}

function namesTenant(environment: Environment): boolean {
  const { clientId, restEndpoint } = TENANT_SETTINGS;
  return isSet(clientId, environment) || isSet(restEndpoint, environment);
}
