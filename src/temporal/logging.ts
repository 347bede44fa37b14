import { DefaultLogger, type LogEntry, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import pino, { type DestinationStream, type Level, type Logger } from 'pino';
import { PayloadDecryptionError } from './encryption';
import type { SdkMetrics } from './metrics/sdkMetrics';
import { createRedaction, redactLine } from './redaction';

export type LogSetting = Level | 'silent';

/** The one logger of a process: JSON lines on standard error. @param secrets values to hide wherever they appear */
export function createLogger(level: LogSetting, secrets: readonly string[] = []): Logger {
  return loggerTo(pino.destination({ fd: 2, sync: true }), { level, secrets });
}

/** The same in a readable form: one line per event. */
export async function createReadableLogger(level: LogSetting, secrets: readonly string[]): Promise<Logger> {
  const { default: pretty } = await import('pino-pretty');
  return loggerTo(
    pretty({
      destination: 2,
      sync: true,
      colorize: process.stderr.isTTY,
      translateTime: 'SYS:HH:MM:ss',
      hideObject: true,
      messageFormat: readableLine,
    }),
    { level, secrets },
  );
}

/** Redacts every line when it is written: our own, the SDK's, and errors of libraries. */
export function loggerTo(
  stream: DestinationStream,
  { level, secrets }: { level: LogSetting; secrets: readonly string[] },
): Logger {
  const redact = createRedaction(secrets);
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      hooks: { streamWrite: (line) => redactLine(line, redact) },
    },
    stream,
  );
}

/** The event, then its details, the workflow ID last. */
function readableLine(line: Record<string, unknown>, messageKey: string): string {
  const text = (key: string) => (key in line ? JSON.stringify(line[key]).replace(/^"|"$/g, '') : '');
  const event = text(messageKey);
  const parts = [
    event,
    event.includes(text('activityType')) ? '' : text('activityType'),
    text('failure'),
    'customerId' in line ? `customer ${text('customerId')}` : '',
    Number(line['attempt']) > 1 ? `try ${text('attempt')}` : '',
    'durationMs' in line ? `${text('durationMs')} ms` : '',
    text('workflowId'),
  ];
  return parts.filter((part) => part !== '').join('  ');
}

/**
 * Sends the SDK's logs, including those of its native part, to our logger. Must run before the SDK's native part loads.
 * Commands handle signals themselves.
 * @param metrics without it, the SDK collects no metrics
 */
export function installRuntime(logger: Logger, metrics?: SdkMetrics): void {
  Runtime.install({
    logger: new DefaultLogger('TRACE', (entry) => logOfSdk(logger, entry)),
    shutdownSignals: [],
    telemetryOptions: {
      logging: { filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }), forward: {} },
      ...(metrics && { metrics: metrics.exporter }),
    },
  });
}

/**
 * The SDK's metadata that may be logged. Failures repeat messages of Commerce, which contain email addresses, so only
 * their type is logged.
 */
const LOGGED_METADATA = [
  'sdkComponent',
  'namespace',
  'taskQueue',
  'workflowId',
  'runId',
  'workflowType',
  'activityId',
  'activityType',
  'attempt',
  'durationMs',
  'isLocal',
  'target',
  'state',
  'workerIdentity',
  'customerId',
];

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

function logOfSdk(logger: Logger, { level, message, meta = {} }: LogEntry): void {
  const known = LOGGED_METADATA.filter((key) => meta[key] !== undefined);
  const logged = {
    ...Object.fromEntries(known.map((key) => [key, String(meta[key])])),
    ...missingKey(meta['error']),
  };
  const failure = failureTypeOf(meta['error']);
  // Commands report the states of a worker themselves.
  const isOfWorker = level === 'INFO' && meta['sdkComponent'] === 'worker';
  logger[isOfWorker ? 'debug' : LEVELS[level]](
    { ...logged, ...(failure !== undefined && { failure }) },
    message,
  );
}

function failureTypeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return 'type' in error && typeof error.type === 'string' ? error.type : error.name;
}

/** Shows in the log which onboardings wait for a key. */
function missingKey(error: unknown): { keyId?: string } {
  return error instanceof PayloadDecryptionError ? { keyId: error.keyId.slice(0, 100) } : {};
}
