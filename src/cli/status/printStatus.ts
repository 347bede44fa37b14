import { readTarget } from '../../client/temporalEnvironment';
import type { SlowdownReason } from '../../commerce/pace/slowdown';
import { secretValues, type ServiceSettings } from '../../settings';
import { connectTemporal } from '../../temporal/connection';
import { type BuildName, setCurrentCommand, waitingBuild } from '../../temporal/deployment';
import { embeddedTarget, findRunningServer } from '../../embeddedServer';
import { createLogger, installRuntime } from '../../temporal/logging';
import type { TemporalTarget } from '../../temporal/temporalTarget';
import { countWorkers } from '../../temporal/workers';
import { findService } from '../terminal/homeServices';
import { printJson, printTable } from '../terminal/output';
import { findPaces, type WorkerPaces } from './workerPaces';
import type { TemporalCommandOptions } from '../terminal/withSession';

/** What runs. In JSON, `server` is null if no embedded server runs. */
interface Status {
  /** `ui` is null for a server that is not embedded: its UI is not known. */
  readonly server: { readonly address: string; readonly ui: string | null } | null;
  readonly workers: number;
  /** The request rates of this home's workers. For workers on other machines, use the metrics. */
  readonly paces?: readonly WorkerPaces[];
  /** A build whose workers get no work because none is current. `makeCurrent` is the command to change that. */
  readonly waitingBuild?: BuildName & { readonly makeCurrent: string };
  readonly gateway?: string;
  readonly codecServer?: string;
}

/**
 * Prints what runs, and starts nothing.
 * @throws ServiceUnreachable if a configured or running server does not answer
 */
export async function printStatus({ environment, settings, json }: TemporalCommandOptions): Promise<void> {
  const target = readTarget(environment);
  const server = target ? serverOf(target) : await embeddedServer(settings.home);
  const [paces, gateway, codecServer] = await Promise.all([
    findPaces(settings.home, settings.taskQueue),
    findService(settings.home, 'gateway'),
    findService(settings.home, 'codecServer'),
  ]);
  const status: Status = {
    server: server?.shown ?? null,
    ...(server ? await workersOf(server.target, { environment, settings }) : { workers: 0 }),
    ...(paces.length > 0 && { paces }),
    ...(gateway !== undefined && { gateway }),
    ...(codecServer !== undefined && { codecServer }),
  };
  if (json) printJson(status);
  else printTable(rowsOf(status, settings));
}

interface Server {
  readonly shown: NonNullable<Status['server']>;
  readonly target: TemporalTarget;
}

function serverOf(target: TemporalTarget): Server {
  return { shown: { address: target.connectionOptions.address, ui: null }, target };
}

async function embeddedServer(home: string): Promise<Server | undefined> {
  const running = await findRunningServer(home);
  if (!running) return undefined;
  const { address, ui } = running;
  return { shown: { address, ui }, target: embeddedTarget(running) };
}

async function workersOf(
  target: TemporalTarget,
  { environment, settings }: Omit<TemporalCommandOptions, 'json'>,
): Promise<Pick<Status, 'workers' | 'waitingBuild'>> {
  installRuntime(createLogger(settings.logLevel, secretValues(environment)));
  const temporal = await connectTemporal(target, {});
  try {
    const waiting = await waitingBuild(temporal, settings.taskQueue);
    return {
      workers: await countWorkers(temporal, settings.taskQueue),
      ...(waiting && {
        waitingBuild: { ...waiting, makeCurrent: setCurrentCommand(target.namespace, waiting) },
      }),
    };
  } finally {
    await temporal.close();
  }
}

function rowsOf(
  { server, workers, paces = [], waitingBuild: waiting, gateway, codecServer }: Status,
  settings: ServiceSettings,
): string[][] {
  if (!server) return [['Temporal', `no server runs in ${settings.home}; onboard dev starts one`]];
  return [
    ['Temporal', server.address],
    ...(server.ui === null ? [] : [['UI', server.ui]]),
    ['Workers', `${workers} on task queue ${settings.taskQueue}`],
    ...paces.flatMap(({ pid, paces: ofWorker }) =>
      ofWorker.map((pace, index) => [index === 0 ? `Worker ${pid}` : '', wordsOf(pace)]),
    ),
    ...(waiting
      ? [['', `get nothing: no build is current; an operator makes it so: ${waiting.makeCurrent}`]]
      : []),
    ...(gateway === undefined ? [] : [['Gateway', gateway]]),
    ...(codecServer === undefined ? [] : [['Codec server', codecServer]]),
  ];
}

const REASONS: Readonly<Record<SlowdownReason, string>> = {
  refused: 'slowed down',
  retryAfter: 'held',
  failing: 'slowed down',
  slow: 'slowed down',
  bound: 'at its bound ONBOARDING_MAX_REQUESTS_PER_SECOND',
};

function wordsOf({
  service,
  allowedPerSecond,
  waiting,
  reason,
  slowdown,
}: WorkerPaces['paces'][number]): string {
  const shown = `${service}: ${allowedPerSecond} requests a second allowed, ${waiting} waiting`;
  if (reason === null) return shown;
  const cause = reason === 'bound' || !slowdown ? '' : `: ${service} ${slowdown.what} at ${slowdown.at}`;
  return `${shown}, ${REASONS[reason]}${cause}`;
}
