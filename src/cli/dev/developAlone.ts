import { findDevSandbox } from '../../client/devSandbox';
import { findOfDev, forgetStartingDev, recordStartingDev } from '../../client/startingDev';
import { type Environment, readService } from '../../settings';
import { isSet } from '../../settings/setting';
import { TENANT_SETTINGS } from '../../settings/tenantSettings';
import { findRunningServer } from '../../embeddedServer/runningServer';
import { aloneInHome } from './aloneInHome';
import { UsageError } from '../terminal/exit';
import type { DevelopOptions, Tenant } from './developHere';
import { startHomeSandbox } from './homeSandbox';
import { findService } from '../terminal/homeServices';
import { readDevelopmentSettings } from '../terminal/problems';

/**
 * Runs everything that an onboarding needs, until it is interrupted.
 * @throws SettingsError, UsageError, also where another `onboard dev` runs in this home, and the errors of `openSession`
 */
export async function developAlone(options: DevelopOptions): Promise<void> {
  const { environment } = options;
  // Every mistake is reported before a folder is made.
  if (isSet(TENANT_SETTINGS.clientId, environment)) await readDevelopmentSettings(environment);
  const { home } = readService(environment);
  await aloneInHome(
    home,
    () => develop(home, options),
    async () => {
      throw await runsAlready(home);
    },
  );
}

async function develop(home: string, options: DevelopOptions): Promise<void> {
  // Other commands know of it before its larger part, the worker, is loaded.
  await recordStartingDev(home);
  const tenant = await tenantOf(options.environment, home);
  try {
    const { developHere } = await import('./developHere.js');
    await developHere({ ...options, tenant, onServing: () => forgetStartingDev(home) });
  } finally {
    await tenant.sandbox?.stop();
    await forgetStartingDev(home);
  }
}

async function tenantOf(environment: Environment, home: string): Promise<Tenant> {
  if (isSet(TENANT_SETTINGS.clientId, environment)) return { settings: {} };
  const sandbox = await startHomeSandbox(home);
  return { settings: { ...sandbox.settings }, sandbox };
}

async function runsAlready(home: string): Promise<UsageError> {
  // The last of what a starting one serves.
  const gateway = await findOfDev(home, () => findService(home, 'gateway'));
  const server = await findRunningServer(home);
  const sandbox = await findDevSandbox(home);
  return new UsageError([
    `dev: is already running in this folder (${home}); use it, or stop it with Ctrl-C in its terminal`,
    ...(server ? [`  Temporal UI  ${server.ui}`, `  Temporal     ${server.address}`] : []),
    ...(gateway === undefined ? [] : [`  Gateway      ${gateway}`]),
    ...(sandbox ? [`  Sandbox      ${sandbox.IMS_ENDPOINT}`] : []),
  ]);
}
