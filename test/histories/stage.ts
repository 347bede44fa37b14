import type { WorkflowHandle } from '@temporalio/client';
import { connectCommerce } from '../../src/commerce';
import type { OnboardingInput } from '../../src/contract/onboarding';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { connectTemporal, type TemporalConnection } from '../../src/temporal/connection';
import { createDataConverter } from '../../src/temporal/dataConverter';
import { type OnboardCustomer, startOnboarding } from '../../src/onboardings/startOnboarding';
import { createOnboardingWorker } from '../../src/temporal/worker';
import { tenantOf } from '../setup/sandboxTenant';
import { HISTORY_KEYS } from './keys';

/** A sandbox, and a worker between it and the server, for one recording. */
export interface RecordingStage {
  readonly sandbox: Sandbox;
  readonly temporal: TemporalConnection;
  readonly taskQueue: string;
  /** Starts an onboarding for this sandbox's endpoint or for another one. */
  start(input: OnboardingInput, restEndpoint?: string): Promise<WorkflowHandle<OnboardCustomer>>;
  /** Starts another worker on the queue. */
  addWorker(): Promise<void>;
  /** Stops the running workers, and interrupts their work. */
  stopWorkers(): Promise<void>;
}

export interface RecordingOptions {
  readonly address: string;
  readonly taskQueue: string;
  readonly giveUpAfterMs: number;
}

export async function withStage<T>(
  options: RecordingOptions,
  work: (stage: RecordingStage) => Promise<T>,
): Promise<T> {
  const { address, taskQueue } = options;
  const sandbox = await startSandbox();
  const { REST_ENDPOINT } = sandbox.settings;
  const temporal = await connect(address);
  const workers = [await startWorker(sandbox, options)];
  const stopWorkers = async () => {
    await Promise.all(workers.splice(0).map((stop) => stop()));
  };
  try {
    return await work({
      sandbox,
      temporal,
      taskQueue,
      start: (input, restEndpoint = REST_ENDPOINT) =>
        startOnboarding(temporal.client, { input, restEndpoint, taskQueue }),
      addWorker: async () => {
        workers.push(await startWorker(sandbox, options));
      },
      stopWorkers,
    });
  } finally {
    await stopWorkers();
    await temporal.connection.close();
    await sandbox.stop();
  }
}

async function connect(address: string): Promise<TemporalConnection> {
  const target = { connectionOptions: { address }, namespace: 'default' };
  return await connectTemporal(target, createDataConverter({ mode: 'on', keys: HISTORY_KEYS }));
}

async function startWorker(
  sandbox: Sandbox,
  { address, taskQueue, giveUpAfterMs }: RecordingOptions,
): Promise<() => Promise<void>> {
  const tenant = tenantOf(sandbox.settings);
  const commerce = connectCommerce(tenant);
  const temporal = await connect(address);
  const worker = await createOnboardingWorker({
    temporal,
    taskQueue,
    commerce,
    settings: {
      restEndpoint: tenant.restEndpoint,
      requestTimeoutMs: tenant.requestTimeoutMs,
      retryFirstMs: 100,
      retryMaxMs: 500,
      giveUpAfterMs,
      clockToleranceMs: 30_000,
      requireEncryption: false,
      importConcurrency: 16,
    },
    concurrency: 10,
    shutdownGraceMs: 0,
  });
  const running = worker.run();
  return async () => {
    worker.shutdown();
    await running;
    await commerce.close();
    await temporal.connection.close();
  };
}
