import { findDevSandbox } from '../../client/devSandbox';
import { findOfDev } from '../../client/startingDev';
import { readTarget } from '../../client/temporalEnvironment';
import { type Environment, readRestEndpointIfSet, readService } from '../../settings';
import { findRunningServer } from '../../embeddedServer';
import { embeddedTarget } from '../../embeddedServer/serverConnection';
import type { Encryption } from '../../temporal/encryption';
import { encryptionKeyText } from '../../temporal/encryption/encryptionKeys';
import { ServiceUnreachable } from '../../temporal/connectionErrors';
import { heldKeys } from '../terminal/heldKeys';
import { findService } from '../terminal/homeServices';
import { print } from '../terminal/output';

/** How variables are written: as commands of a shell, or as lines of a `.env`. */
export type EnvironmentFormat = 'shell' | 'dotenv';

/**
 * Prints what another program needs to start onboardings with the `onboard dev` of this folder: the server, the keys,
 * the endpoint and the gateway. The keys are secrets.
 * @throws ServiceUnreachable if none runs
 * @throws SettingsError
 */
export async function printEnvironment(environment: Environment, format: EnvironmentFormat): Promise<void> {
  const settings = readService(environment);
  const { home, taskQueue } = settings;
  // `onboard dev` starts the gateway last.
  const gateway = await findOfDev(home, () => findService(home, 'gateway'));
  const { encryption } = await heldKeys(environment, settings);
  const endpoint = readRestEndpointIfSet(environment) ?? (await findDevSandbox(home))?.REST_ENDPOINT;
  const variables: Record<string, string> = {
    ...(await temporalVariables(environment, home)),
    ONBOARDING_TASK_QUEUE: taskQueue,
    ...(encryption && encryptionVariables(encryption)),
    ...(endpoint !== undefined && { REST_ENDPOINT: endpoint }),
    ...(gateway !== undefined && { GATEWAY_URL: gateway }),
  };
  for (const [name, value] of Object.entries(variables)) print(lineOf(name, value, format));
}

function encryptionVariables({ mode, keys }: Encryption): Record<string, string> {
  if (mode === 'off') return { ONBOARDING_ENCRYPTION: 'off' };
  return { ONBOARDING_ENCRYPTION_KEYS: keys.map(encryptionKeyText).join(',') };
}

async function temporalVariables(environment: Environment, home: string): Promise<Record<string, string>> {
  if (readTarget(environment)) {
    return Object.fromEntries(Object.entries(environment).filter(([name]) => name.startsWith('TEMPORAL_')));
  }
  const server = await findRunningServer(home);
  if (!server) {
    throw new ServiceUnreachable(
      `dev --print-env: no onboard dev runs in ${home}; start one in another terminal`,
    );
  }
  return { TEMPORAL_ADDRESS: server.address, TEMPORAL_NAMESPACE: embeddedTarget(server).namespace };
}

function lineOf(name: string, value: string, format: EnvironmentFormat): string {
  if (format === 'shell') return `export ${name}='${value.replaceAll("'", "'\\''")}'`;
  return value.includes("'") ? `${name}="${value}"` : `${name}='${value}'`;
}
