import { somebody } from '../setup/people';
import { jsonLines } from './onboard';
import { openPlace } from './sharedHome';

jest.setTimeout(120_000);

/** One onboarding that is done, one that Commerce refused, and one that no worker has taken yet. */
async function placeWithThree() {
  const files = {
    'done.json': JSON.stringify({ customer: somebody() }),
    'refused.json': JSON.stringify({ customer: somebody(), password: 'short' }),
    'running.json': JSON.stringify({ customer: somebody() }),
  };
  const place = await openPlace({ files });
  const [done, refused] = [
    await place.command(['run', 'done.json', '--json']).ended,
    await place.command(['run', 'refused.json', '--json']).ended,
  ];
  await place.command(['start', 'running.json']).ended;
  const ids = [done, refused].map(({ stdout }) => String(jsonLines(stdout)[0]?.['workflowId']));
  return { ...place, doneId: ids[0] ?? '', refusedId: ids[1] ?? '' };
}

test('prints a line per onboarding with status, failure and customer; with a filter, as counts, and as a table', async () => {
  const { command, doneId, refusedId } = await placeWithThree();
  const lines = async (...args: string[]) =>
    jsonLines((await command(['list', '--json', ...args]).ended).stdout);
  expect(await lines()).toMatchObject([
    { status: 'running', failure: null, customerId: null },
    { workflowId: refusedId, status: 'failed', failure: 'CustomerRejected', step: 'createCustomer' },
    { workflowId: doneId, status: 'done', failure: null, customerId: 1 },
  ]);
  expect(await lines('--failure', 'CustomerRejected', '--since', '1h')).toMatchObject([
    { workflowId: refusedId },
  ]);
  expect(await lines('--since', '2100-01-01T00:00:00Z')).toEqual([]);
  expect(await lines('--limit', '1')).toHaveLength(1);

  const table = await command(['list']).ended;
  expect(table.stdout).toMatch(/^STATUS +FAILURE +STEP +CUSTOMER +STARTED +ENDED +ID\n/);
  expect(table.stdout).toMatch(
    new RegExp(`^failed +CustomerRejected +createCustomer +- .*${refusedId}$`, 'm'),
  );

  expect(await lines('--summary')).toEqual([
    {
      ...{ running: 1, stuck: 0, done: 1, failed: 1, cancelled: 0, terminated: 0, timedOut: 0 },
      failures: [
        { type: 'CustomerRejected', count: 1, whatToDo: expect.stringMatching(/^Correct/) as string },
      ],
    },
  ]);
});

test.each([
  ['a status', ['--status', 'lost'], /running, stuck, done, failed, cancelled, terminated, timedOut/],
  ['a failure', ['--failure', 'Oops'], /CustomerRejected/],
  ['a time', ['--since', 'yesterday'], /an age such as 2h or 3d, or a time such as 2026-11-24T18:00:00Z/],
  ['a time without its zone', ['--since', '2026-11-24T18:00:00'], /an age such as 2h/],
  ['a number', ['--limit', '0'], /whole number, 1 or more/],
])('an invalid %s is exit status 2, and the output lists the valid ones', async (_, args, message) => {
  const { command } = await openPlace();
  const { status, stderr } = await command(['list', ...args]).ended;
  expect(status).toBe(2);
  expect(stderr).toMatch(message);
});
