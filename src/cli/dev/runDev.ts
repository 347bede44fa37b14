import { findDevSandbox } from '../../client/devSandbox';
import { findOfDev, forgetStartingDev, recordStartingDev } from '../../client/startingDev';
import { type Environment, readService } from '../../settings';
import { isSet } from '../../settings/setting';
import { TENANT_SETTINGS } from '../../settings/tenantSettings';
import { WORKER_SETTINGS } from '../../settings/workerSettings';
import { findRunningServer } from '../../embeddedServer/runningServer';
import { withDevLock } from './devLock';
import { UsageError } from '../terminal/exit';
import type { DevOptions, Tenant } from './serveTenant';
import { startHomeSandbox } from './homeSandbox';
import { findService } from '../terminal/homeServices';
import { readDevelopmentSettings } from '../terminal/problems';

/**
 * Runs everything that an onboarding needs, until interrupted.
 * @throws SettingsError
 * @throws UsageError, also if another `onboard dev` runs in this home
 * @throws the errors of `openSession`
 */
export async function runDev(options: DevOptions): Promise<void> {
  const { environment } = options;
  // Reports every mistake before it creates a folder.
  if (isSet(TENANT_SETTINGS.clientId, environment)) await readDevelopmentSettings(environment);
  const { home } = readService(environment);
  await withDevLock(
    home,
    () => develop(home, options),
    async () => {
      throw await runsAlready(home);
    },
  );
}

async function develop(home: string, options: DevOptions): Promise<void> {
  // Records the start first: loading the worker takes a while, and other commands look for this one meanwhile.
  await recordStartingDev(home);
  const tenant = await tenantOf(options.environment, home);
  try {
    const { serveTenant } = await import('./serveTenant.js');
    await serveTenant({ ...options, tenant, onServing: () => forgetStartingDev(home) });
  } finally {
    await tenant.sandbox?.stop();
    await forgetStartingDev(home);
  }
}

async function tenantOf(environment: Environment, home: string): Promise<Tenant> {
  if (isSet(TENANT_SETTINGS.clientId, environment)) return { settings: {} };
  const marker = WORKER_SETTINGS.markerAttribute.read(environment);
  const sandbox = await startHomeSandbox(home, { customerAttributes: marker === undefined ? [] : [marker] });
  return { settings: { ...sandbox.settings }, sandbox };
}

async function runsAlready(home: string): Promise<UsageError> {
  // `onboard dev` starts the gateway last.
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
