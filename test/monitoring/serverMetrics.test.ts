import { Registry } from 'prom-client';
import { METRICS } from '../../src/contract/metrics';
import { countFailedNearRetention } from '../../src/monitoring/failedNearRetention';
import { registerQueues } from '../../src/monitoring/queueMetrics';
import { eventually } from '../crash/stage/eventually';
import { somebody } from '../setup/people';
import { setStage, type Stage } from '../setup/stage';
import { type Sample, samplesOf, sum } from './samples';

const DAY_MS = 24 * 3_600_000;

/** What a worker that has just started would report. */
async function samplesFrom(register: (registry: Registry) => void): Promise<Sample[]> {
  const registry = new Registry();
  register(registry);
  return samplesOf(await registry.metrics());
}

test('the tasks that wait in the queue are reported, and how long the oldest has waited', async () => {
  const { temporal, taskQueue, start } = await setStage({ workers: 0 });
  const queues = () => samplesFrom((registry) => registerQueues(registry, { temporal, taskQueue }));
  const oldest = async (queue: string) => sum(await queues(), METRICS.oldestWaiting.name, { queue });
  const started = await Promise.all([1, 2].map(() => start({ customer: somebody() })));
  await eventually('two tasks wait', async () => {
    return sum(await queues(), METRICS.waitingTasks.name, { queue: 'workflow' }) === 2;
  });
  await eventually('they have waited', async () => Number(await oldest('workflow')) > 0);
  expect(await oldest('activity')).toBe(0);
  for (const handle of started) await handle.terminate();
});

/** How many are near their deletion this number of days from now; the server keeps them for 30. */
async function failedNearRetention({ temporal, taskQueue }: Stage, days: number): Promise<number> {
  const at = new Date(Date.now() + days * DAY_MS);
  return await countFailedNearRetention({ temporal, taskQueue, at });
}

test('failed ones count in their last three days on the server, unless they were retried', async () => {
  const stage = await setStage();
  const corrected = { customer: somebody() };
  for (const customer of [somebody(), corrected.customer]) {
    const failed = await stage.start({ customer, password: 'weak' });
    await expect(failed.result()).rejects.toThrow();
  }
  await eventually('both are reported', async () => (await failedNearRetention(stage, 28)) === 2);
  expect(await failedNearRetention(stage, 26)).toBe(0);
  await (await stage.start(corrected)).result();
  await eventually('one is reported', async () => (await failedNearRetention(stage, 28)) === 1);
});
