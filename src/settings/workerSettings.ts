import { type DeploymentSettings, readDeployment } from './deploymentSettings';
import { duration } from './duration';
import { readRequireEncryption } from './encryptionSettings';
import type { Environment } from './environment';
import { networkAddress, type NetworkAddress } from './networkAddress';
import { readTogether } from './readTogether';
import { optional, withDefault } from './setting';
import { SettingsError } from './settingsError';
import { wholeNumber } from './values';

/** How patiently a worker works, and how much at once. */
export interface WorkerSettings {
  connectTimeoutMs: number;
  requestTimeoutMs: number;
  retryFirstMs: number;
  retryMaxMs: number;
  giveUpAfterMs: number;
  shutdownGraceMs: number;
  concurrency: number;
  /** Left out, only what the services take is the limit. */
  maxRequestsPerSecond?: number;
  importConcurrency: number;
  clockToleranceMs: number;
  /** Input in the clear is refused. */
  requireEncryption: boolean;
  /** Left out, the worker is not watched. */
  metricsAddress?: NetworkAddress;
  /** Left out, the worker has no version. */
  build?: DeploymentSettings;
}

/** @throws SettingsError that names every mistake */
export function readWorker(environment: Environment): WorkerSettings {
  return readTogether<WorkerSettings>(environment, {
    ...WORKER_SETTINGS,
    retryMaxMs: { read: readRetryMax },
    requireEncryption: { read: readRequireEncryption },
    build: { read: readDeployment },
  });
}

/** The longest pause is judged by the first one, whose own problem is the same line twice, and told once. */
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
    changing: 'Shorter notices a dead network sooner; longer is for slow proxies.',
    parse: duration({ most: '10m' }),
  }),
  requestTimeoutMs: withDefault('60s', {
    name: 'ONBOARDING_REQUEST_TIMEOUT',
    what: 'how long the whole answer to one request may take',
    form: DURATION,
    changing:
      'A create that takes longer is tried again after a look whether it was made; too short costs tries, never a second customer.',
    parse: duration({ most: '1h' }),
  }),
  retryFirstMs: withDefault('1s', {
    name: 'ONBOARDING_RETRY_FIRST',
    what: 'the pause before the second try of a step; each one after it is twice as long',
    form: DURATION,
    changing: 'Shorter recovers sooner and asks a service that is down more often.',
    parse: duration({ most: '1h' }),
  }),
  retryMaxMs: withDefault('1m', {
    name: 'ONBOARDING_RETRY_MAX',
    what: 'the longest pause between two tries, unless the service asks for a longer one',
    form: DURATION,
    changing: 'Longer asks less often, and notices later that the service is back.',
    parse: duration({ most: '24h' }),
  }),
  giveUpAfterMs: withDefault('24h', {
    name: 'ONBOARDING_GIVE_UP_AFTER',
    what: "how long a step is tried again, counted from the step's first try",
    form: DURATION,
    changing: 'Shorter fails sooner, to be retried by hand; longer outlives longer outages.',
    parse: duration({ most: '365d' }),
  }),
  shutdownGraceMs: withDefault('75s', {
    name: 'ONBOARDING_SHUTDOWN_GRACE',
    what: 'how long a worker that is asked to stop lets its requests end',
    form: DURATION,
    changing:
      'Shorter than ONBOARDING_REQUEST_TIMEOUT cuts requests off, and what became of them is looked up by the next worker. The container must be given longer than this.',
    parse: duration({ least: '0ms', most: '1h' }),
  }),
  concurrency: withDefault('100', {
    name: 'ONBOARDING_CONCURRENCY',
    what: 'how many steps one worker process runs at once',
    form: 'a whole number',
    changing:
      'Fewer spares Commerce, which answers more slowly the more is asked of it; more uses more memory.',
    parse: wholeNumber({ least: 1, most: 10_000 }),
  }),
  importConcurrency: withDefault('64', {
    name: 'ONBOARDING_IMPORT_CONCURRENCY',
    what: 'how many rows of imports one worker process does at once at most',
    form: 'a whole number',
    changing:
      'A worker does fewer where the latency of Commerce grows with the number. Fewer leaves more of Commerce to single onboardings; a kill repeats at most so many requests.',
    parse: wholeNumber({ least: 1, most: 10_000 }),
  }),
  maxRequestsPerSecond: optional({
    name: 'ONBOARDING_MAX_REQUESTS_PER_SECOND',
    what: 'how many requests a second one worker process sends to IMS and Commerce at most, look-ups included',
    form: 'a whole number',
    changing:
      'Left out, a worker finds out by itself what Commerce takes. With several workers each has this bound: together they send as many times it.',
    parse: wholeNumber({ least: 1, most: 10_000 }),
  }),
  clockToleranceMs: withDefault('30s', {
    name: 'ONBOARDING_CLOCK_TOLERANCE',
    what: 'how far the clocks of Commerce and Temporal may be apart when a customer is told to be ours by its age',
    form: DURATION,
    changing:
      'Longer may take a customer for ours whom somebody else made just before; shorter may take our own for a stranger.',
    parse: duration({ least: '0ms', most: '1h' }),
  }),
  metricsAddress: optional({
    name: 'ONBOARDING_METRICS_ADDRESS',
    what: 'where a worker answers /metrics (for Prometheus), /healthz and /readyz',
    form: 'host and port, such as 127.0.0.1:9464',
    changing:
      'Left out, it answers nowhere. 0.0.0.0:9464 is reached from other machines: nothing personal stands there, but anybody may ask.',
    parse: networkAddress,
  }),
};
