import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { onboard, onboardingDataConverter } from '#product/client/index';
import { type Sandbox, startSandbox } from '#product/sandbox/index';
import { encryptionKeyText, newEncryptionKey } from '#product/temporal/encryption/index';
import { newCustomer } from '../contenders/newCustomer';
import { startProgram, stopProgram } from '../stage/program';
import { startProductServer } from '../stage/temporal';
import { RUN_TYPESCRIPT } from '../stage/typescriptProcess';

export interface WorkersAtALimit {
  readonly sandbox: Sandbox;
  /** Starts no more, and waits for those under way; how many failed in all. */
  finish(): Promise<number>;
  stop(): Promise<void>;
}

export interface WorkersOptions {
  readonly workers: number;
  /** Onboardings under way at any time, more than Commerce takes: two requests to it each. */
  readonly atOnce: number;
  /** What Commerce takes, and tells nobody. */
  readonly perSecond: number;
  readonly say: (line: string) => void;
}

/** Commerce with a limit, and processes of `onboard worker`, each at its own pace, with more to do than they may. */
export async function startWorkersAtALimit(options: WorkersOptions): Promise<WorkersAtALimit> {
  const { workers, atOnce, perSecond, say } = options;
  const folder = await mkdtemp(join(tmpdir(), 'onboarding-pace-'));
  const open: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  const stop = async () => {
    for (const end of open.splice(0).reverse()) await end();
  };
  try {
    const sandbox = await startSandbox({ latency: 'measured', rateLimit: { perSecond } });
    open.push(() => sandbox.stop());
    const server = await startProductServer(folder, say);
    open.push(() => server.stop());
    const environment = {
      ...sandbox.settings,
      TEMPORAL_ADDRESS: server.address,
      ONBOARDING_TASK_QUEUE: `pace-${randomUUID()}`,
      ONBOARDING_ENCRYPTION_KEYS: encryptionKeyText(newEncryptionKey()),
    };
    const connection = await Connection.connect({ address: server.address });
    open.push(() => connection.close());
    const client = new Client({ connection, dataConverter: onboardingDataConverter(environment) });
    const ready = Array.from({ length: workers }, async () => {
      const program = startProgram({
        command: process.execPath,
        args: [...RUN_TYPESCRIPT, join(__dirname, 'workerProcess.ts')],
        cwd: folder,
        // What is in flight at the end of the run is nobody's any more.
        env: { ...environment, ONBOARDING_SHUTDOWN_GRACE: '0s' },
      });
      open.push(() => stopProgram(program));
      await program.says(/worker ready/);
    });
    await Promise.all(ready);
    const load = keepUnderWay(atOnce, async () => {
      await onboard(newCustomer(), {
        client,
        taskQueue: environment.ONBOARDING_TASK_QUEUE,
        restEndpoint: environment.REST_ENDPOINT,
      });
    });
    const finish = async () => {
      sandbox.limitRate(undefined);
      return await load.end();
    };
    // A client that is closed under calls of its own ends the process.
    open.push(finish);
    return { sandbox, finish, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** As one ends, the next one starts; `end` waits for the last ones, and tells how many failed. */
function keepUnderWay(atOnce: number, run: () => Promise<void>): { end: () => Promise<number> } {
  let isOver = false;
  let failures = 0;
  const repeat = async () => {
    while (!isOver) await run().catch(() => (failures += 1));
  };
  const repeating = Promise.all(Array.from({ length: atOnce }, repeat));
  return {
    end: async () => {
      isOver = true;
      await repeating;
      return failures;
    },
  };
}
