import { DEFAULT_TASK_QUEUE } from '../contract/names';
import { type EncryptionSettings, readEncryption } from './encryptionSettings';
import { tracesEndpoint } from './endpoint';
import { readTogether } from './readTogether';
import { type Environment, optional, withDefault } from './setting';
import { oneOf, path, word } from './values';

/** pino's levels, the most verbose first. */
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** Settings that workers and clients share: the Temporal server, logs and traces. */
export interface ServiceSettings {
  taskQueue: string;
  /** An absolute path. */
  home: string;
  encryption: EncryptionSettings;
  /** An absolute path. */
  temporalCli?: string;
  logLevel: (typeof LOG_LEVELS)[number];
  /** If left out, nothing is traced. */
  tracesEndpoint?: string;
}

/** @throws SettingsError that names every mistake */
export function readService(environment: Environment): ServiceSettings {
  return readTogether<ServiceSettings>(environment, {
    ...SERVICE_SETTINGS,
    encryption: { read: readEncryption },
  });
}

export const SERVICE_SETTINGS = {
  taskQueue: withDefault(DEFAULT_TASK_QUEUE, {
    name: 'ONBOARDING_TASK_QUEUE',
    what: 'the task queue that workers poll and onboardings are started on',
    form: 'text',
    changing: 'Use one per tenant. Onboardings on another queue wait until a worker polls that queue.',
    parse: word(/^[\x21-\x7e]{1,200}$/, 'a name of 1 to 200 printable characters without spaces'),
  }),
  home: withDefault('.onboarding', {
    name: 'ONBOARDING_HOME',
    what: "the folder that holds the embedded server's state and key, and the progress of imports and retries",
    form: 'a path, from the current folder',
    changing: 'Another folder means another server with its own onboardings.',
    parse: path,
  }),
  temporalCli: optional({
    name: 'ONBOARDING_TEMPORAL_CLI',
    what: 'the path of the Temporal CLI, which runs as the embedded server',
    form: 'a path, from the current folder',
    changing: 'If unset, the program is searched in PATH and in the cache folder, then downloaded.',
    runsProgram: true,
    parse: path,
  }),
  logLevel: withDefault('info', {
    name: 'ONBOARDING_LOG_LEVEL',
    what: 'how much is logged',
    form: `one of ${LOG_LEVELS.join(', ')}`,
    changing: 'Earlier levels in the list log more; no level logs a secret, a name or an address.',
    parse: oneOf(LOG_LEVELS),
  }),
  tracesEndpoint: optional({
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    what: 'the OpenTelemetry collector that traces are sent to',
    form: 'an address of OTLP over HTTP, such as http://localhost:4318',
    changing: 'If unset, nothing is traced. Histories replay with and without it.',
    parse: tracesEndpoint,
  }),
};
