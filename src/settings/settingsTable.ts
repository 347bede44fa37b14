import { CODEC_SERVER_SETTINGS } from './codecServerSettings';
import { DEPLOYMENT_SETTINGS } from './deploymentSettings';
import { ENCRYPTION_SETTINGS } from './encryptionSettings';
import { EVENTS_SETTINGS } from './eventsSettings';
import { GATEWAY_SETTINGS } from './gatewaySettings';
import { SERVICE_SETTINGS } from './serviceSettings';
import type { Setting } from './setting';
import { TEMPORAL_SETTINGS } from './temporalSettings';
import { TENANT_SETTINGS } from './tenantSettings';
import { WORKER_SETTINGS } from './workerSettings';

export interface SettingsSection {
  readonly title: string;
  readonly settings: readonly Setting<unknown>[];
}

/** All settings in the order of the documentation. */
export const SETTINGS_TABLE: readonly SettingsSection[] = [
  { title: 'The tenant', settings: Object.values(TENANT_SETTINGS) },
  { title: 'The worker', settings: Object.values(WORKER_SETTINGS) },
  { title: "The worker's version", settings: Object.values(DEPLOYMENT_SETTINGS) },
  { title: 'The service', settings: Object.values(SERVICE_SETTINGS) },
  { title: 'The Temporal server', settings: Object.values(TEMPORAL_SETTINGS) },
  { title: 'Encryption', settings: Object.values(ENCRYPTION_SETTINGS) },
  { title: 'Events', settings: Object.values(EVENTS_SETTINGS) },
  { title: 'The codec server', settings: Object.values(CODEC_SERVER_SETTINGS) },
  { title: 'The HTTP gateway', settings: Object.values(GATEWAY_SETTINGS) },
];
