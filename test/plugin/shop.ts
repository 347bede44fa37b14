import { Client } from '@temporalio/client';
import {
  bundleWorkflowCode,
  DefaultLogger,
  NativeConnection,
  Worker,
  type WorkerOptions,
} from '@temporalio/worker';
import { onboardingPlugin } from '../../src/plugin';
import type { Sandbox } from '../../src/sandbox';
import { freshTaskQueue, SUITE_KEYS_SETTING } from '../setup/temporal';

/** A worker of another team with the plugin, and a client of theirs. */
export interface Shop {
  readonly worker: Worker;
  readonly client: Client;
  readonly taskQueue: string;
  /** The end of the worker's run. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

const signUpWorkflow = require.resolve('./signUpWorkflow');
let bundle: ReturnType<typeof bundleWorkflowCode> | undefined;

/** Their workflow and ours, bundled in advance, without any settings. */
export async function shopBundle(): ReturnType<typeof bundleWorkflowCode> {
  return await (bundle ??= bundleWorkflowCode({
    workflowsPath: signUpWorkflow,
    plugins: [onboardingPlugin({ environment: {} })],
    logger: new DefaultLogger('ERROR'),
  }));
}

export function environmentOf({ settings }: Pick<Sandbox, 'settings'>): Record<string, string> {
  return { ...settings, ONBOARDING_ENCRYPTION_KEYS: SUITE_KEYS_SETTING, ONBOARDING_RETRY_FIRST: '100ms' };
}

export async function openShop(
  sandbox: Sandbox,
  changes: Partial<WorkerOptions> = {},
  settings: Record<string, string> = {},
): Promise<Shop> {
  const plugin = onboardingPlugin({ environment: { ...environmentOf(sandbox), ...settings } });
  const connection = await NativeConnection.connect({ address: process.env['TEST_TEMPORAL_ADDRESS'] ?? '' });
  const taskQueue = freshTaskQueue();
  const worker = await Worker.create({
    connection,
    taskQueue,
    workflowBundle: await shopBundle(),
    activities: { sendVoucher: (customerId: number) => `voucher for ${customerId}` },
    plugins: [plugin],
    ...changes,
  });
  const ended = worker.run().finally(() => connection.close());
  return {
    worker,
    client: new Client({ connection, plugins: [plugin] }),
    taskQueue,
    ended,
    stop: async () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await ended;
    },
  };
}
