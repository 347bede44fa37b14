import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { ImportChunk } from '../../src/contract/importing';
import { METRICS } from '../../src/contract/metrics';
import type { OnboardingInput } from '../../src/contract/onboarding';
import { tenantId } from '../../src/contract/parse/workflowId';
import { startChunk } from '../../src/onboardings/import/startChunk';
import { openPlace, type Place } from '../cli/sharedHome';
import { eventually } from '../crash/stage/eventually';
import { eventsFile, startReceiver } from '../events/receiver';
import { alerts, dashboardQueries, metricsNamedIn } from '../observability/namedMetrics';
import { somebody } from '../setup/people';
import { type Sample, sum } from './samples';
import { clientOf, start, startWatchedWorker, WATCHED } from './watchedWorker';

jest.setTimeout(60_000);

function welcomed(changes: Partial<OnboardingInput> = {}): OnboardingInput {
  return {
    customer: somebody({ firstname: 'Gwendolyn', lastname: 'Fairfax', taxvat: 'DE-1895' }),
    password: 'TempPa55word!',
    update: { lastname: 'Bracknell' },
    ...changes,
  };
}

async function onboard(client: Client, place: Place, input: OnboardingInput): Promise<string> {
  const handle = await start(client, place, input);
  await handle.result().catch(() => undefined);
  return handle.workflowId;
}

/** The number of ended onboardings by outcome and failure, without zeros. */
function endings(samples: readonly Sample[]): Record<string, number> {
  const ended = samples.filter(({ name, value }) => name === METRICS.ended.name && value > 0);
  return Object.fromEntries(
    ended.map(({ labels, value }) => [`${labels['ending']} ${labels['failure']}`.trim(), value]),
  );
}

test('a worker reports the outcomes of onboardings, steps and requests, and nothing personal', async () => {
  const place = await openPlace({ settings: WATCHED });
  const worker = await startWatchedWorker(place);
  const client = await clientOf(place);
  const before = await worker.samples();
  expect(endings(before)).toEqual({});
  expect(sum(before, METRICS.ended.name, { ending: 'failed', failure: 'CustomerRejected' })).toBe(0);

  await onboard(client, place, welcomed());
  await onboard(client, place, welcomed({ password: 'Abc12!' }));
  const stranger = welcomed({ onExisting: 'adopt' });
  place.sandbox.addCustomer({ ...stranger.customer, firstname: 'Cecily' });
  await onboard(client, place, stranger);
  place.sandbox.fail({ on: 'create', what: { kind: 'reset', made: false }, count: 1 });
  const cancelled = await start(client, place, welcomed());
  await place.sandbox.nextRequest('create');
  await cancelled.cancel();
  await cancelled.result().catch(() => undefined);

  const text = await worker.text();
  const samples = await worker.samples();
  expect(endings(samples)).toEqual({ done: 2, cancelled: 1, 'failed CustomerRejected': 1 });
  expect(sum(samples, METRICS.adopted.name)).toBe(1);
  // The stranger's name.
  expect(sum(samples, METRICS.differences.name)).toBe(1);
  const tries = (step: string, outcome: string) =>
    sum(samples, `${METRICS.stepSeconds.name}_count`, { step, outcome });
  expect(tries('getToken', 'done')).toBe(4);
  expect(tries('createCustomer', 'done')).toBe(2);
  expect(tries('createCustomer', 'CustomerRejected')).toBe(1);
  expect(tries('createCustomer', 'CommerceUnavailable')).toBe(1);
  expect(tries('updateCustomer', 'done')).toBe(2);
  const requests = (labels: Record<string, string>) =>
    sum(samples, `${METRICS.requestSeconds.name}_count`, labels);
  expect(requests({ kind: 'token', method: 'POST', status: '200' })).toBe(1);
  expect(requests({ kind: 'create', method: 'POST', status: '200' })).toBe(1);
  expect(requests({ kind: 'create', method: 'POST', status: '400' })).toBe(2);
  expect(requests({ kind: 'create', method: 'POST', status: 'none' })).toBe(1);
  expect(requests({ kind: 'search', method: 'GET', status: '200' })).toBe(1);
  expect(requests({ kind: 'update', method: 'PUT', status: '200' })).toBe(2);
  const ofPerson = ['Gwendolyn', 'Fairfax', 'Bracknell', 'Cecily', 'example.com', 'DE-1895', 'Abc12!'];
  const ofTenant = ['sandbox-client', 'sandbox-secret', 'sandbox-tenant'];
  const found = [...ofPerson, ...ofTenant, cancelled.workflowId].filter((secret) => text.includes(secret));
  expect(found).toEqual([]);
});

test('it reports the outcomes of the rows of an import', async () => {
  const place = await openPlace({ settings: WATCHED });
  const worker = await startWatchedWorker(place);
  const client = await clientOf(place);
  const stranger = welcomed({ onExisting: 'adopt' });
  place.sandbox.addCustomer(stranger.customer);
  const inputs = [welcomed(), welcomed(), stranger, welcomed({ password: 'Abc12!' })];
  const chunk: ImportChunk = {
    importId: 'counted',
    tenant: tenantId(place.env['REST_ENDPOINT'] ?? ''),
    chunk: 0,
    rows: inputs.map((input, index) => ({ row: index + 1, input })),
  };
  const handle = await startChunk(client, { chunk, taskQueue: place.env['ONBOARDING_TASK_QUEUE'] ?? '' });
  await handle.result();

  const samples = await worker.samples();
  const rows = (outcome: string, failure: string) =>
    sum(samples, METRICS.importedRows.name, { outcome, failure });
  expect(rows('made', '')).toBe(2);
  expect(rows('adopted', '')).toBe(1);
  expect(rows('refused', 'CustomerRejected')).toBe(1);
});

test('a replay is not counted again', async () => {
  const place = await openPlace({ settings: WATCHED });
  const client = await clientOf(place);
  const first = await startWatchedWorker(place);
  const workflowId = await onboard(client, place, welcomed());
  expect(endings(await first.samples())).toEqual({ done: 1 });
  first.process.signal('SIGTERM');
  await first.process.ended;

  const second = await startWatchedWorker(place);
  // The only worker has it not in memory, and replays its history to answer.
  await client.workflow.getHandle(workflowId).query('__stack_trace');
  const samples = await second.samples();
  expect(endings(samples)).toEqual({});
  expect(sum(samples, METRICS.adopted.name)).toBe(0);
});

test('an onboarding is counted only by the worker that ends it', async () => {
  const place = await openPlace({ settings: { ...WATCHED, ONBOARDING_SHUTDOWN_GRACE: '100ms' } });
  const client = await clientOf(place);
  const first = await startWatchedWorker(place);
  place.sandbox.fail({ on: 'update', what: { kind: 'lose', made: true }, count: 1 });
  const updating = place.sandbox.nextRequest('update');
  const onboarding = await start(client, place, welcomed());
  await updating;
  expect(endings(await first.samples())).toEqual({});
  first.process.signal('SIGTERM');
  await first.process.ended;

  const second = await startWatchedWorker(place);
  await onboarding.result();
  const samples = await second.samples();
  expect(sum(samples, 'temporal_workflow_task_replay_latency_seconds_count')).toBeGreaterThan(0);
  expect(endings(samples)).toEqual({ done: 1 });
});

test('alerts and dashboard use only metrics that a worker reports', async () => {
  const events = await eventsFile(await startReceiver());
  const place = await openPlace({ settings: { ...WATCHED, ONBOARDING_EVENTS_FILE: events } });
  const worker = await startWatchedWorker(place);
  const client = await clientOf(place);
  place.sandbox.fail({ on: 'create', what: { kind: 'reset', made: false }, count: 1 });
  await onboard(client, place, welcomed());
  await failWorkflowTask(client, place);
  const names = async () => new Set((await worker.samples()).map(({ name }) => name));
  await eventually('an event is counted', async () => (await names()).has(METRICS.eventsSent.name));
  const given = await names();
  const named = new Set([...alerts().map(({ expr }) => expr), ...dashboardQueries()].flatMap(metricsNamedIn));
  expect(named.size).toBeGreaterThan(15);
  expect([...named].filter((name) => !given.has(name))).toEqual([]);
});

/** Starts a workflow of an unknown type, and waits until a worker has reported it. */
async function failWorkflowTask(client: Client, { env }: Place): Promise<void> {
  const handle = await client.workflow.start('unknown', {
    taskQueue: env['ONBOARDING_TASK_QUEUE'] ?? '',
    workflowId: `unknown-${randomUUID()}`,
  });
  await eventually('the workflow task failed', async () => {
    const { events } = await handle.fetchHistory();
    return events?.some((event) => event.workflowTaskFailedEventAttributes) ?? false;
  });
  await handle.terminate();
}
