import { somebody } from '../setup/people';
import { jsonLines } from './onboard';
import { openPlace } from './sharedHome';

jest.setTimeout(120_000);

const files = { 'input.json': JSON.stringify({ customer: somebody(), update: { lastname: 'Doe' } }) };

test('ends an onboarding between its steps: finished steps remain, and later steps do not start', async () => {
  const { sandbox, command } = await openPlace({ files, settings: { ONBOARDING_RETRY_FIRST: '1m' } });
  sandbox.fail({ on: 'update', what: { kind: 'html', status: 503, made: false } });
  const run = command(['run', 'input.json', '--json']);
  await run.says(/updateCustomer: try 1 failed/);
  const [{ workflowId = '' } = {}] = jsonLines((await command(['list', '--json']).ended).stdout);
  const id = String(workflowId);
  const asked = await command(['cancel', id]).ended;
  expect(asked).toMatchObject({
    status: 0,
    stdout: `${id} ends when its current step ends.\n`,
  });
  const { status, stdout } = await run.ended;
  expect(status).toBe(1);
  expect(jsonLines(stdout)).toEqual([
    { workflowId: id, status: 'cancelled', failure: null, step: 'updateCustomer', customerId: 1 },
  ]);
  expect(sandbox.customers()).toMatchObject([{ id: 1 }]);
  expect((await command(['cancel', id]).ended).stdout).toBe(`${id} was cancelled before.\n`);
});

test('warns without a worker, and reports an unknown ID too, with exit status 2', async () => {
  const { command } = await openPlace({ files });
  const id = (await command(['start', 'input.json']).ended).stdout.trim();
  const unknown = `onboard-${'0'.repeat(32)}`;
  const { status, stdout, stderr } = await command(['cancel', '--json', id, unknown]).ended;
  expect(status).toBe(2);
  expect(jsonLines(stdout)).toEqual([{ workflowId: id, status: 'running' }]);
  expect(stderr).toMatch(new RegExp(`^Temporal has no onboarding ${unknown}\\. `, 'm'));
  expect(stderr).toMatch(/^No worker is polling the task queue /m);
});
