import { type DeploymentSettings, readDeployment } from './deploymentSettings';
import { duration } from './duration';
import { readRequireEncryption } from './encryptionSettings';
import { type EventEndpoint, readEvents } from './eventsSettings';
import { markerAttribute } from './markerAttribute';
import { networkAddress, type NetworkAddress } from './networkAddress';
import { readTogether } from './readTogether';
import { type Environment, optional, withDefault } from './setting';
import { SettingsError } from './settingsError';
import { oneOf, wholeNumber } from './values';

/** A worker's retries and limits. */
export interface WorkerSettings {
  connectTimeoutMs: number;
  requestTimeoutMs: number;
  retryFirstMs: number;
  retryMaxMs: number;
  giveUpAfterMs: number;
  shutdownGraceMs: number;
  concurrency: number;
  /** If left out, only the services' own limits apply. */
  maxRequestsPerSecond?: number;
  importConcurrency: number;
  clockToleranceMs: number;
  /** If left out, customers get no marker. */
  markerAttribute?: string;
  /** Whether input that is not encrypted is refused. */
  requireEncryption: boolean;
  /** Whether the worker serves the Nexus service `CustomerOnboarding`. */
  nexus: boolean;
  /** If left out, the worker has no metrics and no health checks. */
  metricsAddress?: NetworkAddress;
  /** If left out, the worker has no version. */
  build?: DeploymentSettings;
  /** Empty if no events are sent. */
  events: EventEndpoint[];
}

/** @throws SettingsError that names every mistake */
export function readWorker(environment: Environment): WorkerSettings {
  return readTogether<WorkerSettings>(environment, {
    ...WORKER_SETTINGS,
    retryMaxMs: { read: readRetryMax },
    requireEncryption: { read: readRequireEncryption },
    nexus: { read: (given) => WORKER_SETTINGS.nexus.read(given) === 'true' },
    build: { read: readDeployment },
    events: { read: readEvents },
  });
}

/** Reads the first pause too. If that is invalid, `readTogether` gets its problem twice and reports it once. */
function readRetryMax(environment: Environment): number {
  const longestMs = WORKER_SETTINGS.retryMaxMs.read(environment);
  if (longestMs >= WORKER_SETTINGS.retryFirstMs.read(environment)) return longestMs;
  throw new SettingsError([
    'ONBOARDING_RETRY_MAX: is shorter than ONBOARDING_RETRY_FIRST; the longest pause is at least the first one',
  ]);
}

const DURATION = 'a duration, such as "500ms", "5s", "1m" or "24h"';

export const WORKER_SETTINGS = {
  connectTimeoutMs: withDefault('5s', {
    name: 'ONBOARDING_CONNECT_TIMEOUT',
    what: 'how long a connection to IMS or Commerce may take to open',
    form: DURATION,
    changing: 'A lower value detects a dead network sooner; a higher value suits slow proxies.',
    parse: duration({ most: '10m' }),
  }),
  requestTimeoutMs: withDefault('60s', {
    name: 'ONBOARDING_REQUEST_TIMEOUT',
    what: 'how long one request to IMS or Commerce may take, with its answer',
    form: DURATION,
    changing:
      'If a create takes longer, the worker searches for the customer before it tries again. A value that is too low costs tries, never a second customer.',
    parse: duration({ most: '1h' }),
  }),
  retryFirstMs: withDefault('1s', {
    name: 'ONBOARDING_RETRY_FIRST',
    what: 'the pause before the second try of a step; it doubles with each further try',
    form: DURATION,
    changing: 'A lower value recovers sooner and sends more requests to a service that is down.',
    parse: duration({ most: '1h' }),
  }),
  retryMaxMs: withDefault('1m', {
    name: 'ONBOARDING_RETRY_MAX',
    what: 'the longest pause between two tries, unless the service asks for a longer one',
    form: DURATION,
    changing: 'A higher value sends fewer requests, and detects later that the service is back.',
    parse: duration({ most: '24h' }),
  }),
  giveUpAfterMs: withDefault('24h', {
    name: 'ONBOARDING_GIVE_UP_AFTER',
    what: 'how long a step is retried, counted from its first try',
    form: DURATION,
    changing:
      'With a lower value, steps fail sooner and need a retry by an operator; a higher value survives longer outages.',
    parse: duration({ most: '365d' }),
  }),
  shutdownGraceMs: withDefault('75s', {
    name: 'ONBOARDING_SHUTDOWN_GRACE',
    what: 'how long a stopping worker waits for its requests to finish',
    form: DURATION,
    changing:
      'A value below ONBOARDING_REQUEST_TIMEOUT aborts requests; the next worker then searches for the customer. The stop timeout of the container must be longer.',
    parse: duration({ least: '0ms', most: '1h' }),
  }),
  concurrency: withDefault('100', {
    name: 'ONBOARDING_CONCURRENCY',
    what: 'how many steps one worker process runs at once',
    form: 'a whole number',
    changing: 'A higher value uses more memory. It does not limit the rate of requests: the pace does.',
    parse: wholeNumber({ least: 1, most: 10_000 }),
  }),
  importConcurrency: withDefault('64', {
    name: 'ONBOARDING_IMPORT_CONCURRENCY',
    what: 'how many import rows one worker process handles at once at most',
    form: 'a whole number',
    changing:
      'A worker handles fewer while the latency of Commerce grows with the number. A lower value leaves more capacity to single onboardings.',
    parse: wholeNumber({ least: 1, most: 10_000 }),
  }),
  maxRequestsPerSecond: optional({
    name: 'ONBOARDING_MAX_REQUESTS_PER_SECOND',
    what: 'how many requests per second one worker process sends to IMS and Commerce at most, look-ups included',
    form: 'a whole number',
    changing:
      'If unset, a worker finds the limit of Commerce on its own. The bound holds for each worker: four workers with 5 send up to 20.',
    parse: wholeNumber({ least: 1, most: 10_000 }),
  }),
  clockToleranceMs: withDefault('30s', {
    name: 'ONBOARDING_CLOCK_TOLERANCE',
    what: 'how far the clocks of Commerce and Temporal may differ when the creation time of a customer is compared',
    form: DURATION,
    changing:
      'A higher value may treat a customer as our own that somebody else created shortly before; a lower value may not recognise our own.',
    parse: duration({ least: '0ms', most: '1h' }),
  }),
  markerAttribute: optional({
    name: 'ONBOARDING_MARKER_ATTRIBUTE',
    what: 'a custom attribute of customers in which Commerce keeps which onboarding created a customer',
    form: 'the code of an attribute that was created for this in the Admin, such as onboarding_id',
    changing:
      'If unset, names and age decide who created a customer that is found. Create the attribute and upgrade every worker before you set it (docs/guides/prove-ownership.md).',
    parse: markerAttribute,
  }),
  nexus: withDefault('false', {
    name: 'ONBOARDING_NEXUS',
    what: 'whether a worker serves the Nexus service CustomerOnboarding on its task queue',
    form: 'true or false',
    changing:
      'With true, workflows of other namespaces start onboardings through a Nexus endpoint, and each worker has one more poll open. It changes nothing before an endpoint leads to the task queue (onboard setup --nexus-endpoint).',
    parse: oneOf(['true', 'false']),
  }),
  metricsAddress: optional({
    name: 'ONBOARDING_METRICS_ADDRESS',
    what: 'the address where a worker serves /metrics (for Prometheus), /healthz and /readyz',
    form: 'host and port, such as 127.0.0.1:9464',
    changing:
      'If unset, they are not served. Other machines reach 0.0.0.0:9464: the metrics contain nothing personal, but everybody can read them.',
    parse: networkAddress,
  }),
};
