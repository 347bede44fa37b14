import { sandboxMeantBy } from '../../client/devSandbox';
import { type Environment, loadEnvironment } from '../../settings';
import { say } from './output';

/**
 * The environment of a command that is given at a terminal: it logs errors alone, and where no tenant is set it works
 * with the sandbox of the `onboard dev` that runs here.
 */
export async function terminalEnvironment(): Promise<Environment> {
  const environment = { ONBOARDING_LOG_LEVEL: 'error', ...loadEnvironment() };
  const sandbox = await sandboxMeantBy(environment);
  if (!sandbox) return environment;
  say(`Using the sandbox of \`onboard dev\` (${sandbox.IMS_ENDPOINT}): no tenant is configured.`);
  return { ...environment, ...sandbox };
}

/**
 * What a trial reads of the environment. Where there is no download, the program alone says what can be run at all; it
 * names no tenant and no server.
 */
export function settingsOfTrial(): Environment {
  const program = process.env['ONBOARDING_TEMPORAL_CLI'];
  return { ONBOARDING_LOG_LEVEL: 'error', ...(program && { ONBOARDING_TEMPORAL_CLI: program }) };
}
