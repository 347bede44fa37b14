import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import type { OnboardingInput } from '../../../src/contract/onboarding';
import { type Sandbox, startSandbox } from '../../../src/sandbox';
import type { TemporalConnection } from '../../../src/temporal/connection';
import { type OnboardCustomer, startOnboarding } from '../../../src/onboardings/startOnboarding';
import { somebody } from '../../setup/people';
import type { WorkerOptions } from '../worker/messages';
import { WorkerHandle } from '../worker/workerHandle';
import { connectTo } from './connectTo';
import type { TemporalServer } from './temporalServer';

export const UPDATED_NAME = 'Doe-Updated';

/** The parts of every cell: a sandbox, a server, a queue of its own, and the onboarding with the fault. */
export interface Stage {
  readonly sandbox: Sandbox;
  readonly temporal: TemporalConnection;
  readonly server: TemporalServer;
  readonly requestTimeoutMs: number;
  readonly taskQueue: string;
  /** The current onboarding's. */
  input(): OnboardingInput;
  /** Starts the onboarding as our clients do; starts it again if it failed. */
  start(): Promise<WorkflowHandle<OnboardCustomer>>;
  /** The newest run, whatever happened to earlier ones. */
  currentRun(): WorkflowHandle<OnboardCustomer>;
  /** An onboarding of another person, in an empty sandbox. */
  another(): void;
  end(): Promise<void>;
}

/** A stage with worker processes. */
export interface ProcessStage extends Stage {
  /** The active worker; another one may be stopped. */
  worker(): WorkerHandle;
  /** Starts a further worker, as a supervisor does. */
  addWorker(): Promise<WorkerHandle>;
}

export interface StageOptions {
  /** The attribute for markers, of the shop and of every worker. Default: none. */
  readonly markerAttribute?: string;
}

export async function openProcessStage(
  server: TemporalServer,
  requestTimeoutMs: number,
  stageOptions: StageOptions = {},
): Promise<ProcessStage> {
  const { stage, options } = await openWithoutWorker(server, requestTimeoutMs, stageOptions);
  const workers: WorkerHandle[] = [];
  const addWorker = async () => {
    const worker = await WorkerHandle.start(options);
    workers.push(worker);
    return worker;
  };
  const end = async () => {
    await Promise.all(workers.map((worker) => worker.kill()));
    await stage.end();
  };
  try {
    await addWorker();
  } catch (error) {
    await end();
    throw error;
  }
  return { ...stage, worker: () => workers.at(-1)!, addWorker, end };
}

/** The caller starts a worker with the options. */
export async function openWithoutWorker(
  server: TemporalServer,
  requestTimeoutMs: number,
  { markerAttribute }: StageOptions = {},
): Promise<{ stage: Stage; options: WorkerOptions }> {
  const marked = markerAttribute !== undefined && { markerAttribute };
  const sandbox = await startSandbox(marked ? { customerAttributes: [marked.markerAttribute] } : {});
  const temporal = await connectTo(server.address);
  const taskQueue = `crash-${randomUUID()}`;
  const { REST_ENDPOINT: restEndpoint } = sandbox.settings;
  let input = newInput();
  let workflowId = '';
  const stage: Stage = {
    sandbox,
    temporal,
    server,
    requestTimeoutMs,
    taskQueue,
    input: () => input,
    start: async () => {
      const handle = await startOnboarding(temporal.client, { input, restEndpoint, taskQueue });
      ({ workflowId } = handle);
      return handle;
    },
    currentRun: () => temporal.client.workflow.getHandle<OnboardCustomer>(workflowId),
    another: () => {
      sandbox.clear();
      input = newInput();
    },
    end: async () => {
      await temporal.connection.close();
      await sandbox.stop();
    },
  };
  const options = {
    temporalAddress: server.address,
    taskQueue,
    tenant: sandbox.settings,
    requestTimeoutMs,
    ...marked,
  };
  return { stage, options };
}

function newInput(): OnboardingInput {
  return { customer: somebody(), update: { lastname: UPDATED_NAME } };
}
