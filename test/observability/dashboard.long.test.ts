import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Client } from '@temporalio/client';
import type { OnboardingInput } from '../../src/contract/onboarding';
import { folderWith } from '../cli/onboard';
import { openPlace, type Place } from '../cli/sharedHome';
import { eventsFile, startReceiver } from '../events/receiver';
import { findGo } from '../examples/go';
import { clientOf, start, startWatchedWorker, WATCHED } from '../monitoring/watchedWorker';
import { somebody } from '../setup/people';
import { dashboardQueries, OBSERVABILITY } from './namedMetrics';
import { type Prometheus, startPrometheus } from './prometheus';

jest.setTimeout(240_000);

const SCHEMA = join(__dirname, 'dashboardSchema');
const DASHBOARD = join(OBSERVABILITY, 'grafana/onboarding.json');
/** More rounds than the rarest figure needs. */
const MOST_ROUNDS = 60;

test("the dashboard follows Grafana's schema, and a wrong field is reported with its place", async () => {
  const go = await findGo(SCHEMA);
  const check = async (file: string) =>
    await promisify(execFile)(go, ['run', '.', file], { cwd: SCHEMA, timeout: 220_000 });
  await check(DASHBOARD);

  const text = await readFile(DASHBOARD, 'utf8');
  const cwd = await folderWith({ 'wrong.json': text.replace('"showLegend"', '"shownLegend"') });
  await expect(check(join(cwd, 'wrong.json'))).rejects.toThrow(/panels\[\d+\]\.options\.legend\.show/);
});

test('each query of the dashboard finds data of a worker in Prometheus', async () => {
  const events = await eventsFile(await startReceiver());
  const place = await openPlace({ settings: { ...WATCHED, ONBOARDING_EVENTS_FILE: events } });
  const worker = await startWatchedWorker(place);
  const prometheus = await startPrometheus(worker.url);
  const client = await clientOf(place);
  let empty = dashboardQueries()
    .map(withVariables)
    .filter((query) => !EMPTY_WHEN_WELL.test(query));
  for (let round = 0; round < MOST_ROUNDS && empty.length > 0; round += 1) {
    place.sandbox.limitRate(round % 2 === 0 ? undefined : { perSecond: 1 });
    await onboardSome(client, place);
    empty = await emptyOnes(prometheus, empty);
  }
  expect(empty).toEqual([]);
});

/** As Grafana fills them in. */
function withVariables(query: string): string {
  return query.replaceAll('$queue', '.+').replaceAll('$__rate_interval', '1m');
}

/** It counts workflow code that throws. */
const EMPTY_WHEN_WELL = /temporal_workflow_task_execution_failed/;

/** One that completes, one that fails, and one that adopts a customer with another name. */
async function onboardSome(client: Client, place: Place): Promise<void> {
  const [taken, adopted] = [somebody(), somebody()];
  for (const customer of [taken, adopted]) place.sandbox.addCustomer({ ...customer, firstname: 'Other' });
  const inputs: OnboardingInput[] = [
    { customer: somebody() },
    { customer: taken },
    { customer: adopted, onExisting: 'adopt' },
  ];
  for (const input of inputs) {
    const onboarding = await start(client, place, input);
    await onboarding.result().catch(() => undefined);
  }
}

async function emptyOnes(prometheus: Prometheus, queries: readonly string[]): Promise<string[]> {
  const counts = await Promise.all(queries.map((query) => prometheus.count(query)));
  return queries.filter((_, index) => counts[index] === 0);
}
