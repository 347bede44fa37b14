import { openPlace, type PlaceOptions } from '../cli/sharedHome';
import { eventually } from '../crash/stage/eventually';
import { somebody } from '../setup/people';
import { openRelay } from './relay';
import { clientOf, start, startWatchedWorker, WATCHED } from './watchedWorker';

jest.setTimeout(60_000);

const ENCRYPTION_KEY = `test:${Buffer.alloc(32, 7).toString('base64')}`;

/** A place whose worker reaches Temporal through its own address. */
function placeAt(address: string): PlaceOptions {
  return {
    settings: { ...WATCHED, TEMPORAL_ADDRESS: address, ONBOARDING_ENCRYPTION_KEYS: ENCRYPTION_KEY },
  };
}

test('a worker is ready while Temporal answers, and again once it is back; it is healthy throughout', async () => {
  const relay = await openRelay(process.env['TEST_TEMPORAL_ADDRESS'] ?? '');
  const worker = await startWatchedWorker(await openPlace(placeAt(relay.address)));
  expect(await worker.get('/readyz')).toEqual({ status: 200, body: { status: 'ok' } });

  await relay.cut();
  const asked = performance.now();
  expect(await worker.get('/readyz')).toEqual({
    status: 503,
    body: { status: 'Temporal does not answer within a second' },
  });
  expect(performance.now() - asked).toBeLessThan(2_000);
  expect(await worker.get('/healthz')).toEqual({ status: 200, body: { status: 'ok' } });
  expect(await worker.text()).not.toContain('onboarding_oldest_waiting_seconds{');

  await relay.restore();
  await eventually('the worker is ready', async () => (await worker.get('/readyz')).status === 200);
});

test('a draining worker is healthy but not ready', async () => {
  const place = await openPlace({ settings: WATCHED });
  const worker = await startWatchedWorker(place);
  const client = await clientOf(place);
  place.sandbox.fail({ on: 'create', what: { kind: 'lose', made: false }, count: 1 });
  const creating = place.sandbox.nextRequest('create');
  await start(client, place, { customer: somebody() });
  await creating;
  worker.process.signal('SIGTERM');
  await worker.process.says(/takes no more work/);
  expect(await worker.get('/readyz')).toEqual({ status: 503, body: { status: 'the worker is DRAINING' } });
  expect((await worker.get('/healthz')).status).toBe(200);
});

test('an address in use is bad usage, and the setting is named', async () => {
  const relay = await openRelay('127.0.0.1:1');
  const { command } = await openPlace({ settings: { ONBOARDING_METRICS_ADDRESS: relay.address } });
  const { status, stderr } = await command(['worker']).ended;
  expect(status).toBe(2);
  expect(stderr).toMatch(/ONBOARDING_METRICS_ADDRESS: .*choose another address/);
});
