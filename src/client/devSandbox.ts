import { join } from 'node:path';
import { z } from 'zod';
import { type Environment, readService, SettingsError } from '../settings';
import { isSet } from '../settings/setting';
import { TENANT_SETTINGS } from '../settings/tenantSettings';
import { readJsonFile, writeJsonFile } from '../files/jsonFile';
import { identifyProcess, isAlive, processIdentitySchema } from '../embeddedServer/processIdentity';
import { findOfDev } from './startingDev';

const devSandboxSchema = z.object({
  settings: z.object({
    CLIENT_ID: z.string(),
    CLIENT_SECRET: z.string(),
    REST_ENDPOINT: z.string(),
    IMS_ENDPOINT: z.string(),
  }),
  process: processIdentitySchema,
});

/** The settings of the sandbox that `onboard dev` runs in a home. */
export type DevSandboxSettings = z.infer<typeof devSandboxSchema>['settings'];

/**
 * The sandbox for an environment that names no tenant: the one of the running `onboard dev` of its home, if any.
 * Whatever reads all settings reports their mistakes.
 */
export async function sandboxFor(environment: Environment): Promise<DevSandboxSettings | undefined> {
  const { clientId, restEndpoint } = TENANT_SETTINGS;
  if (isSet(clientId, environment) || isSet(restEndpoint, environment)) return undefined;
  try {
    return await findDevSandbox(readService(environment).home);
  } catch (error) {
    if (error instanceof SettingsError) return undefined;
    throw error;
  }
}

/** The sandbox of the `onboard dev` that runs or starts in the home, if any. @throws ServiceUnreachable */
export async function findDevSandbox(home: string): Promise<DevSandboxSettings | undefined> {
  return await findOfDev(home, async () => {
    const sandbox = await readJsonFile(fileIn(home), devSandboxSchema);
    return sandbox && isAlive(sandbox.process) ? sandbox.settings : undefined;
  });
}

/**
 * The port of the home's last sandbox. Workflow IDs depend on the endpoint, and waiting onboardings must reach it
 * again.
 */
export async function lastSandboxPort(home: string): Promise<number | undefined> {
  const sandbox = await readJsonFile(fileIn(home), devSandboxSchema);
  return sandbox ? Number(new URL(sandbox.settings.IMS_ENDPOINT).port) : undefined;
}

/** Records the sandbox for other commands of this home, for as long as this process lives. */
export async function recordDevSandbox(home: string, settings: DevSandboxSettings): Promise<void> {
  await writeJsonFile(fileIn(home), { settings, process: identifyProcess(process.pid) });
}

function fileIn(home: string): string {
  return join(home, 'sandbox.json');
}
