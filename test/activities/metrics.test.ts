import { noopMetricMeter } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { runAttempt } from '../../activities/attempt';
import { StepFailure } from '../../src/commerce/failure';
import { METRICS } from '../../src/contract/metrics';

const HOUR_MS = 3_600_000;
const settings = { retryFirstMs: 1_000, retryMaxMs: 60_000, giveUpAfterMs: 10 * HOUR_MS };

afterEach(() => jest.restoreAllMocks());

interface Recorded {
  readonly share: number;
  readonly step: unknown;
  readonly failure: unknown;
}

/** What a failed try reports for a step that was first tried so long ago. */
async function toldBy(failure: StepFailure, firstTriedAgoMs: number): Promise<Recorded[]> {
  const recorded: Recorded[] = [];
  const createHistogram = noopMetricMeter.createHistogram.bind(noopMetricMeter);
  jest.spyOn(noopMetricMeter, 'createHistogram').mockImplementation((name, ...rest) => {
    const histogram = createHistogram(name, ...rest);
    if (name === METRICS.triedShare.name) {
      histogram.record = (share, { step, failure } = {}) => void recorded.push({ share, step, failure });
    }
    return histogram;
  });
  const now = Date.now();
  const heartbeatDetails = {
    firstTriedAtMs: now - firstTriedAgoMs,
    lastTriedAtMs: now - 1_000,
    streak: null,
  };
  const environment = new MockActivityEnvironment({ attempt: 2, heartbeatDetails });
  const failing = () => Promise.reject(failure);
  await environment.run(() => runAttempt('createCustomer', settings, failing)).catch(() => undefined);
  return recorded;
}

const unavailable = new StepFailure('CommerceUnavailable', 'Commerce answered 503');

test('a failed try that is retried reports how much of the time to give up has passed', async () => {
  expect(await toldBy(unavailable, 8 * HOUR_MS)).toEqual([
    { share: expect.closeTo(0.8, 2), step: 'createCustomer', failure: 'CommerceUnavailable' },
  ]);
});

test('a step that is given up does not report a share: it has failed', async () => {
  expect(await toldBy(unavailable, 10 * HOUR_MS)).toEqual([]);
});

test('nor does one with a limited number of tries', async () => {
  expect(await toldBy(new StepFailure('EndpointNotFound', 'Commerce answered 404'), HOUR_MS)).toEqual([]);
});
