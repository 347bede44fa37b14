import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { childEnvironment } from '#product/embeddedServer/childEnvironment';
import type { Latency } from '../stage/sandbox';
import type { Stage } from '../stage/stage';
import { RUN_TYPESCRIPT } from '../stage/typescriptProcess';
import type { Surroundings } from './contender';
import type { HostMessage } from './host';
import type { BulkLoad, Load, Performance, Throughput } from '../measuring/load';

export interface ContenderChoice {
  /** As the document calls it. */
  readonly title: string;
  /** Below `bench/`. */
  readonly file: string;
  readonly variant?: readonly string[];
}

export interface RunningContender {
  readonly title: string;
  measure(load: Load): Promise<Performance>;
  measureBulk(load: BulkLoad): Promise<Throughput>;
  stop(): Promise<void>;
}

/** Starts a contender in a process of its own, on a tenant of the sandbox. */
export async function startContender(
  stage: Stage,
  latency: Latency,
  { title, file, variant = [] }: ContenderChoice,
): Promise<RunningContender> {
  const { addresses, tenants, encryptionKeys, folder } = stage;
  const given: Surroundings = { tenant: tenants[latency], addresses, encryptionKeys, variant };
  const logFile = join(folder, `${file.replaceAll('/', '-')}-${[latency, ...variant].join('-')}.log`);
  const log = await open(logFile, 'w');
  const child = fork(join(__dirname, 'host.ts'), [join(__dirname, '..', file), JSON.stringify(given)], {
    cwd: folder,
    env: childEnvironment('local'),
    execArgv: RUN_TYPESCRIPT,
    stdio: ['ignore', log.fd, log.fd, 'ipc'],
  });
  await log.close();
  const died = deathOf(child, title, logFile);
  const next = async () => await Promise.race([nextMessage(child), died]);
  await next();
  const measured = async (load: Load | BulkLoad): Promise<unknown> => {
    const answer = next();
    child.send(load);
    const message = await answer;
    if (message.kind !== 'measured') throw new Error(`${title} gave no measurement`);
    return message.performance;
  };
  return {
    title,
    measure: async (load) => (await measured(load)) as Performance,
    measureBulk: async (load) => (await measured(load)) as Throughput,
    stop: async () => {
      if (!child.connected) return;
      const ended = once(child, 'exit');
      child.disconnect();
      const kill = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
      await ended;
      clearTimeout(kill);
    },
  };
}

const KILL_AFTER_MS = 20_000;
const LOG_SHOWN = 4_000;

async function nextMessage(child: ChildProcess): Promise<HostMessage> {
  const [message] = (await once(child, 'message')) as [HostMessage];
  return message;
}

/** Rejects when the process ends, with the end of what it wrote. */
function deathOf(child: ChildProcess, title: string, logFile: string): Promise<never> {
  const died = once(child, 'exit').then(async ([status]) => {
    const written = (await readFile(logFile, 'utf8').catch(() => '')).slice(-LOG_SHOWN);
    throw new Error(`${title} ended (${String(status)}):\n${written}`);
  });
  died.catch(() => undefined);
  return died;
}
