import type { Context } from '@temporalio/activity';
import { temporal } from '@temporalio/proto';
import { QueueLimit } from '../../activities/queueLimit';

const { RATE_LIMIT_SOURCE_API, RATE_LIMIT_SOURCE_SYSTEM, RATE_LIMIT_SOURCE_WORKER } =
  temporal.api.enums.v1.RateLimitSource;
type Described = temporal.api.workflowservice.v1.IDescribeTaskQueueResponse;

const UNLIMITED: Described = {
  effectiveRateLimit: { requestsPerSecond: 100_000, rateLimitSource: RATE_LIMIT_SOURCE_SYSTEM },
};

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('a queue is known to have no limit once the server has confirmed it', async () => {
  const { isKnownToBeNone, answered } = watching(() => Promise.resolve(UNLIMITED));
  expect(isKnownToBeNone()).toBe(false);
  await answered();
  expect(isKnownToBeNone()).toBe(true);
});

test.each<[string, Described]>([
  ['an operator', { effectiveRateLimit: { requestsPerSecond: 1, rateLimitSource: RATE_LIMIT_SOURCE_API } }],
  ['a worker', { effectiveRateLimit: { requestsPerSecond: 1, rateLimitSource: RATE_LIMIT_SOURCE_WORKER } }],
  [
    'an operator, by the key of fairness',
    { ...UNLIMITED, config: { fairnessKeysRateLimitDefault: { rateLimit: { requestsPerSecond: 1 } } } },
  ],
  ['nobody knows whom, as an older server does not tell', {}],
])('a queue that is limited by %s is not', async (_, described) => {
  const { isKnownToBeNone, answered } = watching(() => Promise.resolve(described));
  isKnownToBeNone();
  await answered();
  expect(isKnownToBeNone()).toBe(false);
});

test('nor is a queue about which the server tells this worker nothing', async () => {
  const { isKnownToBeNone, answered } = watching(() => Promise.reject(new Error('permission denied')));
  isKnownToBeNone();
  await answered();
  expect(isKnownToBeNone()).toBe(false);
});

test('an answer is not used for more than a second', async () => {
  const { isKnownToBeNone, answered } = watching(() => Promise.resolve(UNLIMITED));
  isKnownToBeNone();
  await answered();
  jest.advanceTimersByTime(1_001);
  expect(isKnownToBeNone()).toBe(false);
  await answered();
  expect(isKnownToBeNone()).toBe(true);
});

test('the server is asked early enough for the next answer, and once for all callers', async () => {
  const describe = jest.fn(() => Promise.resolve(UNLIMITED));
  const { isKnownToBeNone, answered } = watching(describe);
  isKnownToBeNone();
  await answered();
  jest.advanceTimersByTime(600);
  expect([isKnownToBeNone(), isKnownToBeNone()]).toEqual([true, true]);
  await answered();
  expect(describe).toHaveBeenCalledTimes(2);
});

function watching(describeTaskQueue: () => Promise<Described>) {
  const client = {
    options: { namespace: 'default' },
    workflowService: { describeTaskQueue },
    withDeadline: (_: number, ask: () => Promise<Described>) => ask(),
  };
  const context = { client, info: { taskQueue: 'onboarding' } } as unknown as Context;
  const limit = new QueueLimit();
  return {
    isKnownToBeNone: () => limit.isKnownToBeNone(context),
    answered: () => jest.advanceTimersByTimeAsync(0),
  };
}
