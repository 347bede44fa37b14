import { ActivityCancellationDetails, ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { runAttempt } from '../../activities/attempt';
import type { Attempt } from '../../src/commerce/attempt';
import { StepFailure } from '../../src/commerce/failure';

const settings = { retryFirstMs: 1_000, retryMaxMs: 60_000, giveUpAfterMs: 3_600_000 };
const HOUR_MS = 3_600_000;

type Info = ConstructorParameters<typeof MockActivityEnvironment>[0];

/** Runs one attempt and returns the failure that the server receives. */
async function failedAttempt(failure: StepFailure | Error, info: Info = {}): Promise<ApplicationFailure> {
  const thrown: unknown = await attempt(() => Promise.reject(failure), info).catch((error: unknown) => error);
  if (thrown instanceof ApplicationFailure) return thrown;
  throw new Error('the attempt did not fail as expected', { cause: thrown });
}

async function attempt<T>(run: (attempt: Attempt) => Promise<T>, info: Info = {}): Promise<T> {
  return await new MockActivityEnvironment(info).run(() => runAttempt('createCustomer', settings, run));
}

interface ToldEarlier {
  firstTriedAgoMs: number;
  lastTriedAgoMs?: number;
  streak?: object;
  dueAgoMs?: number;
}

function heartbeat({ firstTriedAgoMs, lastTriedAgoMs = 1_000, streak, dueAgoMs }: ToldEarlier) {
  const now = Date.now();
  return {
    firstTriedAtMs: now - firstTriedAgoMs,
    lastTriedAtMs: now - lastTriedAgoMs,
    streak: streak ?? null,
    ...(dueAgoMs !== undefined && { nextDueAtMs: now - dueAgoMs }),
  };
}

describe('a failure that is retried until the time to give up', () => {
  const unavailable = new StepFailure('CommerceUnavailable', 'Commerce answered 503');

  test('is retried after a wait that doubles, up to its limit', async () => {
    const failures = await Promise.all(
      [1, 2, 3, 4, 40].map((number) => failedAttempt(unavailable, { attempt: number })),
    );
    expect(failures).toMatchObject(
      [1_000, 2_000, 4_000, 8_000, 60_000].map((nextRetryDelay) => ({ nextRetryDelay })),
    );
  });

  test('waits as long as the service asked for', async () => {
    const limited = new StepFailure('RateLimited', 'Commerce answered 429', { retryAfterMs: 90_000 });
    expect((await failedAttempt(limited)).nextRetryDelay).toBe(90_000);
  });

  test('asks the pace again after two minutes if the service asked for longer', async () => {
    const limited = new StepFailure('RateLimited', 'Commerce answered 429', { retryAfterMs: HOUR_MS });
    expect((await failedAttempt(limited)).nextRetryDelay).toBe(120_000);
  });

  test('is not final because the service asks to wait for longer than the time to give up', async () => {
    const limited = new StepFailure('RateLimited', 'Commerce answered 429', { retryAfterMs: 2 * HOUR_MS });
    expect(await failedAttempt(limited)).toMatchObject({ nonRetryable: false });
  });

  test('is not final because it was held back, and the wait does not count', async () => {
    const held = new StepFailure('CommerceUnavailable', 'held', { retryAfterMs: 60_000, isHeld: true });
    const info = { attempt: 3, heartbeatDetails: heartbeat({ firstTriedAgoMs: HOUR_MS }) };
    expect(await failedAttempt(held, info)).toMatchObject({ nonRetryable: false });
  });

  test('is final if the next try would be too late, counted from the first try', async () => {
    const info = { attempt: 3, heartbeatDetails: heartbeat({ firstTriedAgoMs: HOUR_MS }) };
    expect(await failedAttempt(unavailable, info)).toMatchObject({
      nonRetryable: true,
      type: 'CommerceUnavailable',
    });
  });

  test('has its whole time again after `temporal activity reset`', async () => {
    const info = { attempt: 1, heartbeatDetails: heartbeat({ firstTriedAgoMs: 2 * HOUR_MS }) };
    expect(await failedAttempt(unavailable, info)).toMatchObject({ nonRetryable: false });
  });

  test('does not count the time in which it was held: due, and not begun', async () => {
    const info = (dueAgoMs: number) => ({
      attempt: 3,
      heartbeatDetails: heartbeat({ firstTriedAgoMs: 30 * HOUR_MS, dueAgoMs }),
    });
    expect(await failedAttempt(unavailable, info(29.5 * HOUR_MS))).toMatchObject({ nonRetryable: false });
    expect(await failedAttempt(unavailable, info(28.5 * HOUR_MS))).toMatchObject({ nonRetryable: true });
  });

  test('hands on how long it was tried, in durations, because the next worker may have another clock', async () => {
    const heartbeats: unknown[] = [];
    const environment = new MockActivityEnvironment({ currentAttemptScheduledTimestampMs: 5_000 });
    environment.on('heartbeat', (details: unknown) => heartbeats.push(details));
    await environment
      .run(() => runAttempt('createCustomer', settings, () => Promise.reject(unavailable)))
      .catch(() => undefined);
    const { ranForMs, ...kept } = heartbeats.at(-1) as { ranForMs: number };
    expect(kept).toEqual({
      triedForMs: 0,
      scheduledAtMs: 5_000,
      streak: { type: 'CommerceUnavailable', count: 1 },
      nextDelayMs: 1_000,
    });
    expect(ranForMs).toBeLessThan(1_000);
  });

  test.each([HOUR_MS * 24, -HOUR_MS * 24])(
    'counts the same on a worker whose clock is %d ms ahead',
    async (aheadMs) => {
      const now = Date.now.bind(Date);
      const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + aheadMs);
      const after = (triedForMs: number) =>
        failedAttempt(unavailable, {
          attempt: 3,
          heartbeatDetails: { triedForMs, ranForMs: 0, scheduledAtMs: 0, streak: null, nextDelayMs: 0 },
        });
      expect(await after(HOUR_MS / 2)).toMatchObject({ nonRetryable: false });
      expect(await after(HOUR_MS)).toMatchObject({ nonRetryable: true });
      clock.mockRestore();
    },
  );

  test('does not count the time without a worker', async () => {
    const info = { attempt: 1, scheduledTimestampMs: Date.now() - 48 * HOUR_MS };
    expect(await failedAttempt(unavailable, info)).toMatchObject({ nonRetryable: false });
  });
});

describe('a failure that is retried a few times', () => {
  const notFound = new StepFailure('EndpointNotFound', 'Commerce answered 404');
  const after = (type: string, count: number) => ({
    attempt: 9,
    heartbeatDetails: heartbeat({ firstTriedAgoMs: 60_000, streak: { type, count } }),
  });

  test('is retried before the last of them', async () => {
    expect(await failedAttempt(notFound, after('EndpointNotFound', 3))).toMatchObject({
      nonRetryable: false,
    });
  });

  test('is final at the last of them', async () => {
    expect(await failedAttempt(notFound, after('EndpointNotFound', 4))).toMatchObject({ nonRetryable: true });
  });

  test('waits by the number of those tries, and not of all tries', async () => {
    expect(await failedAttempt(notFound, after('CommerceUnavailable', 8))).toMatchObject({
      nextRetryDelay: 1_000,
    });
    expect(await failedAttempt(notFound, after('EndpointNotFound', 2))).toMatchObject({
      nextRetryDelay: 4_000,
    });
  });

  test('counts from the start after another failure', async () => {
    expect(await failedAttempt(notFound, after('CommerceUnavailable', 8))).toMatchObject({
      nonRetryable: false,
    });
  });
});

test('a refusal is final at once, and has its step and the customer', async () => {
  const exists = new StepFailure('CustomerAlreadyExists', 'was there', { details: { customerId: 7 } });
  expect(await failedAttempt(exists)).toMatchObject({
    nonRetryable: true,
    details: [{ step: 'createCustomer', customerId: 7 }],
  });
});

test('an unexpected error ends the step after a few tries', async () => {
  const failed = await failedAttempt(new TypeError('x is not a function'));
  expect(failed).toMatchObject({ type: 'UnexpectedResponse', nonRetryable: false });
});

test('attempts that all ended without a report are given up by the first one that begins after the time to give up', async () => {
  const heartbeatDetails = heartbeat({ firstTriedAgoMs: 3 * HOUR_MS, lastTriedAgoMs: HOUR_MS });
  const run = jest.fn(() => Promise.resolve('done'));
  await expect(attempt(run, { attempt: 3, heartbeatDetails })).rejects.toMatchObject({
    type: 'StepTimedOut',
    nonRetryable: true,
  });
  expect(run).not.toHaveBeenCalled();
});

test('attempts that report their failure use all their tries, however short the time to give up is', async () => {
  const triedAtMs = Date.now() - HOUR_MS;
  const heartbeatDetails = {
    firstTriedAtMs: Date.now() - 3 * HOUR_MS,
    lastTriedAtMs: triedAtMs,
    streak: { type: 'EndpointNotFound', count: 3, triedAtMs },
  };
  const notFound = new StepFailure('EndpointNotFound', 'Commerce answered 404');
  const failures = [3, 4].map((count) =>
    failedAttempt(notFound, {
      attempt: count + 1,
      heartbeatDetails: { ...heartbeatDetails, streak: { ...heartbeatDetails.streak, count } },
    }),
  );
  expect(await Promise.all(failures)).toMatchObject([
    { type: 'EndpointNotFound', nonRetryable: false },
    { type: 'EndpointNotFound', nonRetryable: true },
  ]);
});

test('an attempt that begins long after the first try still runs', async () => {
  const heartbeatDetails = heartbeat({ firstTriedAgoMs: 3 * HOUR_MS, lastTriedAgoMs: 3 * HOUR_MS });
  expect(await attempt(() => Promise.resolve('done'), { attempt: 2, heartbeatDetails })).toBe('done');
});

test("its time limit is the activity's", async () => {
  const remainingMs = await attempt((limits) => Promise.resolve(limits.remainingMs()), {
    startToCloseTimeoutMs: 5_000,
  });
  expect(remainingMs).toBeGreaterThan(4_000);
  expect(remainingMs).toBeLessThanOrEqual(5_000);
});

describe('cancellation', () => {
  /** Cancels an attempt that waits for its signal, or for 200 ms. */
  async function cancelled(details: {
    timedOut?: boolean;
    cancelRequested?: boolean;
    workerShutdown?: boolean;
  }) {
    const environment = new MockActivityEnvironment();
    const ended = environment.run(() =>
      runAttempt('createCustomer', settings, async ({ signal }) => {
        environment.cancel('CANCELLED', new ActivityCancellationDetails(details));
        await new Promise((resolve) => setImmediate(resolve));
        signal.throwIfAborted();
        return 'done';
      }),
    );
    return await ended.catch((error: unknown) => error);
  }

  test('by the server, which has given up the attempt, ends its request', async () => {
    expect(await cancelled({ timedOut: true })).toBeInstanceOf(CancelledFailure);
  });

  test('by an operator lets the step complete, so that its result is known', async () => {
    expect(await cancelled({ cancelRequested: true })).toBe('done');
  });

  test("by the worker's shutdown leads to a retry", async () => {
    expect(await cancelled({ workerShutdown: true })).toMatchObject({
      type: 'StepTimedOut',
      nonRetryable: false,
    });
  });
});
