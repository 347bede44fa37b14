import { sandboxFor } from '../../client/devSandbox';
import { type Environment, loadEnvironment } from '../../settings';
import { say } from './output';

/**
 * The environment of an interactive command: it logs only errors, and uses the sandbox of the running `onboard dev` if
 * no tenant is configured.
 */
export async function terminalEnvironment(): Promise<Environment> {
  const environment = { ONBOARDING_LOG_LEVEL: 'error', ...loadEnvironment() };
  const sandbox = await sandboxFor(environment);
  if (!sandbox) return environment;
  say(`Using the sandbox of \`onboard dev\` (${sandbox.IMS_ENDPOINT}): no tenant is configured.`);
  return { ...environment, ...sandbox };
}

/**
 * What a trial reads of the environment: no tenant and no server, but the program, because there may be no download.
 */
export function settingsOfTrial(): Environment {
  const program = process.env['ONBOARDING_TEMPORAL_CLI'];
  return { ONBOARDING_LOG_LEVEL: 'error', ...(program && { ONBOARDING_TEMPORAL_CLI: program }) };
}
