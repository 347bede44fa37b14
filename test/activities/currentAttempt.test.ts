import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { ActivityClient } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { runAttempt } from '../../activities/attempt';
import type { Attempt } from '../../src/commerce/attempt';
import type { TemporalConnection } from '../../src/temporal/connection';
import { connect, freshTaskQueue } from '../setup/temporal';

const settings = { retryFirstMs: 1_000, retryMaxMs: 60_000, giveUpAfterMs: 3_600_000 };
const HEARTBEAT_TIMEOUT_MS = 10_000;

let temporal: TemporalConnection;

beforeAll(async () => {
  temporal = await connect();
});

afterEach(() => {
  jest.restoreAllMocks();
});

afterAll(async () => {
  await temporal.connection.close();
});

/** An attempt that the server has handed out, and that no worker runs yet. */
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

/** Runs code in an attempt that was scheduled so long ago. */
async function during(
  { taskToken, scheduledAgoMs }: { taskToken: Uint8Array; scheduledAgoMs: number },
  run: (attempt: Attempt) => Promise<unknown>,
): Promise<unknown> {
  const info = {
    taskToken,
    currentAttemptScheduledTimestampMs: Date.now() - scheduledAgoMs,
    startToCloseTimeoutMs: 60_000,
    heartbeatTimeoutMs: HEARTBEAT_TIMEOUT_MS,
  };
  const environment = new MockActivityEnvironment(info, { client: temporal.client });
  return await environment.run(() => runAttempt('createCustomer', settings, run));
}

/** The result of a write for an attempt that was scheduled so long ago. */
function write(taskToken: Uint8Array, scheduledAgoMs: number): Promise<unknown> {
  return during({ taskToken, scheduledAgoMs }, async (attempt) => {
    await attempt.assertCurrent();
    return 'sent';
  });
}

/** The heartbeats that the server receives. */
function heartbeats(): jest.SpiedFunction<ActivityClient['heartbeat']> {
  return jest.spyOn(temporal.client.activity, 'heartbeat');
}

const replaced = { type: 'StepTimedOut', message: expect.stringContaining('another attempt') as string };

test('an attempt that a worker received late, after another one replaced it, writes nothing', async () => {
  const taskToken = await handedOut();
  await temporal.client.activity.fail(taskToken, new Error('replaced'));
  await expect(write(taskToken, HEARTBEAT_TIMEOUT_MS)).rejects.toMatchObject(replaced);
});

test('an attempt that waited long for a worker, and is still the current one, writes', async () => {
  expect(await write(await handedOut(), 3_600_000)).toBe('sent');
});

test('a recently scheduled attempt does not ask the server', async () => {
  expect(await write(Buffer.from('not a task'), 0)).toBe('sent');
});

test('simultaneous writes ask the server once', async () => {
  const asked = heartbeats();
  const attempt = { taskToken: await handedOut(), scheduledAgoMs: HEARTBEAT_TIMEOUT_MS };
  await during(attempt, async ({ assertCurrent }) => {
    await Promise.all(Array.from({ length: 64 }, async () => assertCurrent()));
  });
  expect(asked).toHaveBeenCalledTimes(1);
});

test('the server is asked before the last answer expires, and no write waits for its answer', async () => {
  const asked = heartbeats();
  const attempt = { taskToken: await handedOut(), scheduledAgoMs: 0.3 * HEARTBEAT_TIMEOUT_MS };
  await during(attempt, async ({ assertCurrent }) => {
    expect(assertCurrent()).toBeUndefined();
    await asked.mock.results[0]?.value;
    await setImmediate();
    expect(assertCurrent()).toBeUndefined();
  });
  expect(asked).toHaveBeenCalledTimes(1);
});

test('nothing more is written once the server has reported that another attempt replaced this one', async () => {
  const asked = heartbeats();
  const taskToken = await handedOut();
  await temporal.client.activity.fail(taskToken, new Error('replaced'));
  const attempt = { taskToken, scheduledAgoMs: 0.3 * HEARTBEAT_TIMEOUT_MS };
  const rest = during(attempt, async ({ assertCurrent }) => {
    expect(assertCurrent()).toBeUndefined();
    await Promise.allSettled([asked.mock.results[0]?.value]);
    await setImmediate();
    await assertCurrent();
  });
  await expect(rest).rejects.toMatchObject(replaced);
});

test('an answer that is old when it is read, because the process was suspended, does not count', async () => {
  const taskToken = await handedOut();
  const { client } = temporal;
  const now = performance.now.bind(performance);
  const heartbeat = client.activity.heartbeat.bind(client.activity);
  heartbeats().mockImplementationOnce(async (...asked) => {
    await heartbeat(...asked);
    await client.activity.fail(taskToken, new Error('replaced'));
    jest.spyOn(performance, 'now').mockImplementation(() => now() + HEARTBEAT_TIMEOUT_MS);
  });
  await expect(write(taskToken, HEARTBEAT_TIMEOUT_MS)).rejects.toMatchObject(replaced);
});
