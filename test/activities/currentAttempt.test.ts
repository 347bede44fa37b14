import { randomUUID } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import { runAttempt } from '../../activities/attempt';
import type { TemporalConnection } from '../../src/temporal/connection';
import { connect, freshTaskQueue } from '../setup/temporal';

const settings = { retryFirstMs: 1_000, retryMaxMs: 60_000, giveUpAfterMs: 3_600_000 };
const HEARTBEAT_TIMEOUT_MS = 10_000;

let temporal: TemporalConnection;

beforeAll(async () => {
  temporal = await connect();
});

afterAll(async () => {
  await temporal.connection.close();
});

/** An attempt that the server has handed out, and that nobody works on yet. */
async function handedOut(): Promise<Uint8Array> {
  const taskQueue = freshTaskQueue();
  await temporal.client.activity.start('createCustomer', {
    id: randomUUID(),
    taskQueue,
    startToCloseTimeout: '1m',
    heartbeatTimeout: HEARTBEAT_TIMEOUT_MS,
  });
  const { taskToken } = await temporal.connection.workflowService.pollActivityTaskQueue({
    namespace: temporal.namespace,
    taskQueue: { name: taskQueue },
  });
  return taskToken;
}

/** What becomes of a write that is about to be sent for an attempt which was scheduled so long ago. */
async function write(taskToken: Uint8Array, scheduledAgoMs: number): Promise<'sent'> {
  const info = {
    taskToken,
    currentAttemptScheduledTimestampMs: Date.now() - scheduledAgoMs,
    startToCloseTimeoutMs: 60_000,
    heartbeatTimeoutMs: HEARTBEAT_TIMEOUT_MS,
  };
  const environment = new MockActivityEnvironment(info, { client: temporal.client });
  return await environment.run(() =>
    runAttempt('createCustomer', settings, async (attempt) => {
      await attempt.assertCurrent();
      return 'sent' as const;
    }),
  );
}

const replaced = { type: 'StepTimedOut', message: expect.stringContaining('another attempt') as string };

test('an attempt that a worker received late, after another had taken its place, writes nothing', async () => {
  const taskToken = await handedOut();
  await temporal.client.activity.fail(taskToken, new Error('replaced'));
  await expect(write(taskToken, HEARTBEAT_TIMEOUT_MS)).rejects.toMatchObject(replaced);
});

test('an attempt that waited long for a worker, and still is the current one, writes', async () => {
  expect(await write(await handedOut(), 3_600_000)).toBe('sent');
});

test('an attempt that was scheduled a moment ago asks nobody', async () => {
  expect(await write(Buffer.from('not a task'), 0)).toBe('sent');
});
