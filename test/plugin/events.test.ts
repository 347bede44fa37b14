import { randomUUID } from 'node:crypto';
import type { DataConverter } from '@temporalio/common';
import { Client } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { onboardingPlugin, type OnboardingPluginOptions } from '../../src/plugin';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { createLogger, installRuntime } from '../../src/temporal/logging';
import { eventsFile, startReceiver } from '../events/receiver';
import { somebody } from '../setup/people';
import { freshTaskQueue } from '../setup/temporal';
import type { signUp } from './signUpWorkflow';
import { environmentOf, openShop, shopBundle } from './shop';

let sandbox: Sandbox;

beforeAll(async () => {
  installRuntime(createLogger('silent'));
  sandbox = await startSandbox();
});

afterEach(() => jest.restoreAllMocks());

afterAll(() => sandbox.stop());

const COMPLETED = { type: 'com.commerce-onboarding.completed.v1', data: { status: 'done' } };

async function onboard({ client, taskQueue }: { client: Client; taskQueue: string }): Promise<void> {
  const workflowId = randomUUID();
  await client.workflow.execute<typeof signUp>('signUp', {
    args: [{ customer: somebody() }],
    ...{ taskQueue, workflowId },
  });
}

test('a worker with the plugin sends events of onboardings', async () => {
  const receiver = await startReceiver();
  const sender = await openShop(sandbox, {}, { ONBOARDING_EVENTS_FILE: await eventsFile(receiver) });
  await onboard(sender);
  const [first] = await receiver.until(1);
  expect(first?.event).toMatchObject(COMPLETED);
  await sender.stop();
});

const ownConverter: DataConverter = {
  payloadCodecs: [
    {
      encode: (payloads) => Promise.resolve(payloads),
      decode: (payloads) => Promise.resolve(payloads),
    },
  ],
};

test.each<[NonNullable<OnboardingPluginOptions['encryption']>, DataConverter | undefined]>([
  ['onboarding', undefined],
  ['own', ownConverter],
])('so does one whose connection has the plugin, with encryption %s', async (encryption, dataConverter) => {
  const receiver = await startReceiver();
  const environment = { ...environmentOf(sandbox), ONBOARDING_EVENTS_FILE: await eventsFile(receiver) };
  const address = process.env['TEST_TEMPORAL_ADDRESS'] ?? '';
  const plugins = [onboardingPlugin({ environment, encryption })];
  const connection = await NativeConnection.connect({ address, plugins });
  const shared = { connection, ...(dataConverter && { dataConverter }) };
  const create = jest.spyOn(Worker, 'create');
  const taskQueue = freshTaskQueue();
  const worker = await Worker.create({
    ...{ ...shared, taskQueue, workflowBundle: await shopBundle() },
    activities: { sendVoucher: (customerId: number) => `voucher for ${customerId}` },
  });
  const delivered = worker.runUntil(async () => {
    await onboard({ client: new Client(shared), taskQueue });
    return await receiver.until(1);
  });
  expect((await delivered)[0]?.event).toMatchObject(COMPLETED);
  // One of theirs, and one for the endpoint.
  expect(create).toHaveBeenCalledTimes(2);
  await connection.close();
});

test('a worker that can no longer send events stops, and says why', async () => {
  const run = Worker.prototype.run;
  jest.spyOn(Worker.prototype, 'run').mockImplementation(async function (this: Worker) {
    const running = run.call(this);
    const isForEvents = this.options.taskQueue.includes('-events-');
    if (isForEvents) this.shutdown();
    await running;
    if (isForEvents) throw new Error('events can no longer be sent');
  });
  const settings = { ONBOARDING_EVENTS_FILE: await eventsFile(await startReceiver()) };
  const { ended } = await openShop(sandbox, {}, settings);
  await expect(ended).rejects.toThrow('events can no longer be sent');
});
