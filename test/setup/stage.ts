import type { WorkflowHandle } from '@temporalio/client';
import type { Worker } from '@temporalio/worker';
import type { ActivitySettings } from '../../activities';
import { type Commerce, connectCommerce, type CommerceOptions } from '../../src/commerce';
import type { EventSubscriber } from '../../src/contract/eventSubscriber';
import type { OnboardingInput } from '../../src/contract/onboarding';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox';
import type { TemporalConnection } from '../../src/temporal/connection';
import type { Encryption } from '../../src/temporal/encryption';
import { createLogger, installRuntime } from '../../src/temporal/logging';
import { type OnboardCustomer, startOnboarding } from '../../src/onboardings/startOnboarding';
import { createOnboardingWorker, type OnboardingWorkerOptions } from '../../src/temporal/worker';
import { tenantOf } from './sandboxTenant';
import { connect, freshTaskQueue } from './temporal';

/** A sandbox, the suite's Temporal server, and a worker between them on a queue of their own. */
export interface Stage {
  readonly sandbox: Sandbox;
  readonly temporal: TemporalConnection;
  readonly taskQueue: string;
  /** Starts an onboarding as our clients do. */
  start(input: OnboardingInput): Promise<WorkflowHandle<OnboardCustomer>>;
  /** Starts another worker on the queue; the stage stops it. */
  addWorker(options?: WorkerChanges): Promise<StageWorker>;
}

export interface StageWorker {
  readonly worker: Worker;
  readonly commerce: Commerce;
  stop(): Promise<void>;
}

export interface WorkerChanges {
  commerce?: Partial<CommerceOptions>;
  settings?: Partial<ActivitySettings>;
  worker?: Partial<OnboardingWorkerOptions>;
  /** Encryption of the stage. Default: a key of the suite. */
  encryption?: Encryption;
}

export interface StageOptions extends WorkerChanges {
  sandbox?: SandboxOptions;
  /** The initial number of workers. Default 1. */
  workers?: number;
  /** Default: the suite's, where the runs of other tests are too. */
  namespace?: string;
  /** Default: nobody wants events. */
  subscribersAt?: (place: { restEndpoint: string; taskQueue: string }) => EventSubscriber[];
}

const open: (() => Promise<void>)[] = [];

beforeAll(() => installRuntime(createLogger('silent')));

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

export async function setStage({ workers = 1, ...options }: StageOptions = {}): Promise<Stage> {
  const sandbox = await startSandbox(options.sandbox);
  open.push(() => sandbox.stop());
  const taskQueue = freshTaskQueue();
  const connectOptions = { ...(options.namespace && { namespace: options.namespace }) };
  const temporal = await connect({ ...connectOptions, ...encryptionOf(options) });
  open.push(() => temporal.connection.close());
  const { REST_ENDPOINT: restEndpoint } = sandbox.settings;

  const subscribers = options.subscribersAt && {
    subscribers: options.subscribersAt({ restEndpoint, taskQueue }),
  };

  const addWorker = async (changes: WorkerChanges = {}): Promise<StageWorker> => {
    const added = await startWorker(
      sandbox,
      { ...connectOptions, taskQueue },
      {
        commerce: { ...options.commerce, ...changes.commerce },
        settings: { ...options.settings, ...subscribers, ...changes.settings },
        worker: { ...options.worker, ...changes.worker },
        ...encryptionOf({ ...options, ...changes }),
      },
    );
    open.push(() => added.stop());
    return added;
  };
  for (let count = 0; count < workers; count += 1) await addWorker();

  return {
    sandbox,
    temporal,
    taskQueue,
    addWorker,
    start: (input) => startOnboarding(temporal.client, { input, restEndpoint, taskQueue }),
  };
}

/** Retries are quick in tests; everything else is as in production. */
const SETTINGS = {
  retryFirstMs: 100,
  retryMaxMs: 1_000,
  giveUpAfterMs: 60_000,
  clockToleranceMs: 30_000,
  requireEncryption: false,
  importConcurrency: 16,
};

async function startWorker(
  sandbox: Sandbox,
  { taskQueue, ...connectOptions }: { readonly taskQueue: string; readonly namespace?: string },
  changes: Required<Omit<WorkerChanges, 'encryption'>> & Pick<WorkerChanges, 'encryption'>,
): Promise<StageWorker> {
  const tenant = { ...tenantOf(sandbox.settings), ...changes.commerce };
  const commerce = connectCommerce(tenant);
  // Two workers of one queue in one process need a connection each.
  const temporal = await connect({
    ...connectOptions,
    ...encryptionOf(changes),
    ...(changes.worker.tracing && { tracing: changes.worker.tracing }),
  });
  const worker = await createOnboardingWorker({
    temporal,
    taskQueue,
    commerce,
    settings: {
      ...SETTINGS,
      restEndpoint: tenant.restEndpoint,
      requestTimeoutMs: tenant.requestTimeoutMs,
      ...changes.settings,
    },
    concurrency: 100,
    shutdownGraceMs: 5_000,
    ...changes.worker,
  });
  const running = worker.run();
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    if (worker.getState() === 'RUNNING') worker.shutdown();
    commerce.stopWaiting();
    await running;
    await commerce.close();
    await temporal.connection.close();
  };
  return { worker, commerce, stop: () => (stopped ??= stop()) };
}

function encryptionOf({ encryption }: WorkerChanges): Pick<WorkerChanges, 'encryption'> {
  return encryption ? { encryption } : {};
}
