import { type CodecServerSettings, readCodecServer } from './codecServerSettings';
import type { Environment } from './setting';
import { type GatewaySettings, readGateway } from './gatewaySettings';
import { readTogether, type Readers } from './readTogether';
import { readService, type ServiceSettings } from './serviceSettings';
import { readRestEndpoint, readTenant, type TenantSettings } from './tenantSettings';
import { readWorker, type WorkerSettings } from './workerSettings';

export type { CodecServerSettings } from './codecServerSettings';
export { describeSettings } from './describeSettings';
export { type EncryptionSettings, readEncryption } from './encryptionSettings';
export { type EventEndpoint, readEvents } from './eventsSettings';
export { loadEnvironment } from './environment';
export type { GatewaySettings } from './gatewaySettings';
export { readService, SERVICE_SETTINGS, type ServiceSettings } from './serviceSettings';
export type { Environment } from './setting';
export { secretValues } from './secretValues';
export { SettingsError } from './settingsError';
export { readRestEndpoint, readRestEndpointIfSet, readTenant, type TenantSettings } from './tenantSettings';
export { readWorker, type WorkerSettings } from './workerSettings';

/** All settings of a worker process. */
export interface Settings {
  tenant: TenantSettings;
  worker: WorkerSettings;
  service: ServiceSettings;
}

/** The groups that a command may read: `restEndpoint` is for commands that need no secret. */
interface SettingsByGroup extends Settings {
  restEndpoint: string;
  codecServer: CodecServerSettings;
  gateway: GatewaySettings;
}

export type SettingsGroup = keyof SettingsByGroup;

const READERS: Readers<SettingsByGroup> = {
  tenant: { read: readTenant },
  worker: { read: readWorker },
  service: { read: readService },
  restEndpoint: { read: readRestEndpoint },
  codecServer: { read: readCodecServer },
  gateway: { read: readGateway },
};

/**
 * Reads several groups of settings and reports the problems of all of them together. Default: all settings.
 * @throws SettingsError with a line for each mistake
 */
export function readSettings(environment: Environment): Settings;
export function readSettings<Group extends SettingsGroup>(
  environment: Environment,
  groups: readonly Group[],
): Pick<SettingsByGroup, Group>;
export function readSettings(
  environment: Environment,
  groups: readonly SettingsGroup[] = ['tenant', 'worker', 'service'],
): Partial<SettingsByGroup> {
  return readTogether(environment, READERS, groups);
}
