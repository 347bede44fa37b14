import { randomUUID } from 'node:crypto';
import { Client, type DataConverter, type WorkflowHandle } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Worker } from '@temporalio/worker';
import type { OnboardingInput } from '../../src/contract/onboarding';
import { createDataConverter } from '../../src/temporal/dataConverter';
import { freshTaskQueue, SUITE_KEYS } from '../setup/temporal';
import type { signUp } from './callerWorkflow';

/** A team with a namespace, a task queue and a worker of its own, which calls an endpoint. */
export interface Caller {
  readonly client: Client;
  start(endpoint: string, input: unknown): Promise<WorkflowHandle<typeof signUp>>;
  stop(): Promise<void>;
}

export interface CallerOptions {
  readonly namespace: string;
  /** Default: the keys of the onboarding's workers. */
  readonly dataConverter?: DataConverter;
}

let bundle: ReturnType<typeof bundleWorkflowCode> | undefined;

export async function openCaller({
  namespace,
  dataConverter = createDataConverter({ mode: 'on', keys: SUITE_KEYS }),
}: CallerOptions): Promise<Caller> {
  const { code } = await (bundle ??= bundleWorkflowCode({
    workflowsPath: require.resolve('./callerWorkflow'),
    failureConverterPath: require.resolve('../../src/temporal/failureConverter'),
    logger: new DefaultLogger('ERROR'),
  }));
  const connection = await NativeConnection.connect({
    address: process.env['TEST_TEMPORAL_ADDRESS'] ?? '',
  });
  const taskQueue = freshTaskQueue();
  const options = { connection, namespace, dataConverter };
  const worker = await Worker.create({ ...options, taskQueue, workflowBundle: { code } });
  const running = worker.run();
  const client = new Client(options);
  return {
    client,
    start: (endpoint, input) =>
      client.workflow.start<typeof signUp>('signUp', {
        args: [endpoint, input as OnboardingInput],
        taskQueue,
        workflowId: randomUUID(),
        workflowExecutionTimeout: '20s',
      }),
    stop: async () => {
      worker.shutdown();
      await running;
      await connection.close();
    },
  };
}
