import { Context } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { Attempt } from '../../src/commerce/attempt';
import { attemptLimits } from '../../activities/attemptLimits';
import { assertInTime } from '../../src/commerce/attempt';

afterEach(() => {
  jest.restoreAllMocks();
});

interface Clocks {
  /** How far the server's clock is ahead of ours. */
  readonly serverAheadMs: number;
  readonly monotonicMs: number;
  readonly wallMs: number;
}

/** The result of an attempt after both clocks of the machine have moved on. */
async function afterwards(
  { serverAheadMs, monotonicMs, wallMs }: Clocks,
  look: (attempt: Attempt) => void,
): Promise<void> {
  const scheduledTimestampMs = Date.now() + serverAheadMs;
  const environment = new MockActivityEnvironment({
    heartbeatTimeoutMs: 10_000,
    startToCloseTimeoutMs: 75_000,
    scheduledTimestampMs,
    currentAttemptScheduledTimestampMs: scheduledTimestampMs,
  });
  await environment.run(async () => {
    const attempt = attemptLimits(Context.current(), () => ({}));
    const wall = Date.now.bind(Date);
    const monotonic = performance.now.bind(performance);
    jest.spyOn(Date, 'now').mockImplementation(() => wall() + wallMs);
    jest.spyOn(performance, 'now').mockImplementation(() => monotonic() + monotonicMs);
    look(attempt);
    await Promise.resolve();
  });
}

test('an attempt on a machine that was suspended, which stops the monotonic clock, is out of time', async () => {
  await afterwards({ serverAheadMs: 0, monotonicMs: 0, wallMs: 600_000 }, (attempt) => {
    expect(() => assertInTime(attempt)).toThrow('the time limit of this attempt is over');
    expect(attempt.remainingMs()).toBeLessThan(0);
  });
});

test('an attempt in a process that was stopped while its wall clock was set back is out of time', async () => {
  await afterwards({ serverAheadMs: 0, monotonicMs: 600_000, wallMs: -3_600_000 }, (attempt) => {
    expect(() => assertInTime(attempt)).toThrow('the time limit of this attempt is over');
  });
});

test.each([0, 12_000])(
  'a worker whose clock lags asks the server, even after it was stopped for %d ms',
  async (ms) => {
    await afterwards({ serverAheadMs: 20_000, monotonicMs: ms, wallMs: ms }, (attempt) => {
      const asked = attempt.assertCurrent();
      expect(asked).toBeInstanceOf(Promise);
      asked?.catch(() => undefined);
    });
  },
);
