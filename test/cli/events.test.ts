import { endpointAt, type Receiver, SECRET, startReceiver } from '../events/receiver';
import { startWatchedWorker, WATCHED } from '../monitoring/watchedWorker';
import { somebody } from '../setup/people';
import { jsonLines } from './onboard';
import { openPlace } from './sharedHome';

jest.setTimeout(120_000);

function filesFor(receiver: Receiver): Record<string, string> {
  const { name, url } = endpointAt(receiver);
  return {
    'input.json': JSON.stringify({ customer: somebody() }),
    'events.json': JSON.stringify({ endpoints: [{ name, url, secretFiles: ['erp.secret'] }] }),
    'erp.secret': `${SECRET}\n`,
  };
}

const settings = { ONBOARDING_EVENTS_FILE: 'events.json' };

test('lists deliveries, delivers again what failed, and forgets what it had sent', async () => {
  const receiver = await startReceiver();
  const { command } = await openPlace({ files: filesFor(receiver), settings });
  receiver.answer = (response) => response.writeHead(410).end();
  const worker = command(['worker']);
  await worker.says(/worker ready/);
  const started = await command(['start', '--wait', '--json', 'input.json']).ended;
  const [{ workflowId = '' } = {}] = jsonLines(started.stdout);
  await receiver.until(1);
  await worker.says(/EventNotDelivered|Workflow failed/);
  const list = async () => jsonLines((await command(['events', 'list', '--json']).ended).stdout);
  const [failed] = await list();
  expect(failed).toMatchObject({ status: 'failed', event: 'completed', endpoints: ['erp'], waitingFor: [] });
  expect(String(failed?.['id'])).toContain(String(workflowId));

  receiver.answer = (response) => response.writeHead(204).end();
  const again = await command(['events', 'redeliver', String(workflowId)]).ended;
  expect(again).toMatchObject({ status: 0, stdout: `${String(failed?.['id'])} is being delivered again.\n` });
  const [first, second] = await receiver.until(2);
  expect(second?.event).toEqual(first?.event);

  expect((await command(['forget', String(workflowId)]).ended).status).toBe(0);
  expect((await command(['events', 'redeliver', String(workflowId)]).ended).status).toBe(2);
});

test('shows what a delivery waits for, and counts tries in the metrics', async () => {
  const receiver = await startReceiver();
  const place = await openPlace({ files: filesFor(receiver), settings: { ...settings, ...WATCHED } });
  const { command } = place;
  receiver.answer = (response) => response.writeHead(503).end();
  const worker = await startWatchedWorker(place);
  await command(['start', '--wait', 'input.json']).ended;
  await receiver.until(2);
  const { stdout } = await command(['events', 'list', '--status', 'delivering']).ended;
  expect(stdout).toMatch(
    /^delivering +completed +erp +\S+ +erp, attempt \d+: erp answered 503 +event-onboard-/m,
  );
  const queue = `${place.env['ONBOARDING_TASK_QUEUE'] ?? ''}-events-[0-9a-f]{8}-erp`;
  expect(await worker.text()).toMatch(
    new RegExp(
      `^onboarding_events_sent_total\\{(?=.*endpoint="erp")(?=.*outcome="notAccepted")(?=.*taskQueue="${queue}")`,
      'm',
    ),
  );
});

test('sends a test event, and reports an endpoint that refuses it', async () => {
  const receiver = await startReceiver();
  const { command } = await openPlace({ files: filesFor(receiver), settings });
  const sent = await command(['events', 'test', 'erp']).ended;
  expect(sent.stdout).toMatch(/^erp answered 204 after \d+ ms\.\n$/);
  expect(receiver.received.map(({ event }) => event.type)).toEqual(['com.commerce-onboarding.test.v1']);
  receiver.answer = (response) => response.writeHead(302, { location: 'https://example.com' }).end();
  expect(await command(['events', 'test', 'erp']).ended).toMatchObject({
    status: 1,
    stderr: 'erp did not accept the event: answered 302; redirects are not followed\n',
  });
  expect(await command(['events', 'test', 'crm']).ended).toMatchObject({
    status: 2,
    stderr: 'there is no endpoint crm; ONBOARDING_EVENTS_FILE has erp\n',
  });
});
