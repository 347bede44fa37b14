import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { onboardingWorkflowId } from '../../src/contract/parse/workflowId';
import { somebody } from '../setup/people';
import { jsonLines } from './onboard';
import { openPlace, type Place } from './sharedHome';

jest.setTimeout(120_000);

const person = () => somebody();
type Customer = ReturnType<typeof person>;

async function placeOf(customer: Customer): Promise<Place> {
  return await openPlace({ files: { 'input.json': JSON.stringify({ customer }) } });
}

function idOf({ sandbox }: Place, { email, website_id: websiteId }: Customer): string {
  return onboardingWorkflowId({ restEndpoint: sandbox.settings.REST_ENDPOINT, email, websiteId });
}

test('a person is forgotten by email address, and the output names what remains', async () => {
  const customer = person();
  const place = await placeOf(customer);
  const id = idOf(place, customer);
  expect(await place.command(['run', 'input.json']).ended).toMatchObject({ status: 0 });
  const home = place.env['ONBOARDING_HOME'] ?? '';
  const kept = join(home, 'database-1.29.0');
  await mkdir(kept);

  const { status, stdout, stderr } = await place.command(
    ['forget', '--email', '-', '--json'],
    `${customer.email}\n`,
  ).ended;
  await rm(kept, { recursive: true });

  expect(status).toBe(0);
  expect(jsonLines(stdout)).toEqual([{ workflowIds: [id], runs: 1 }]);
  expect(stderr).toMatch(/^- Commerce: the customer remains/m);
  expect(stderr).toMatch(/^- backups and archives/m);
  expect(stderr).toMatch(/^- free pages and the write-ahead log of .*database, /m);
  expect(stderr).toContain(`- ${kept}, a copy from an upgrade; delete it\n`);
  expect(stdout + stderr).not.toContain(customer.email);
  expect(place.sandbox.customers()).toHaveLength(1);
  const shown = await place.command(['show', id]).ended;
  expect(shown).toMatchObject({ status: 2, stdout: '' });
  expect(jsonLines((await place.command(['list', '--json']).ended).stdout)).toEqual([]);
});

test('while one runs it refuses; with --terminate it terminates and deletes it', async () => {
  const customer = person();
  const place = await placeOf(customer);
  const id = (await place.command(['start', 'input.json']).ended).stdout.trim();
  const refused = await place.command(['forget', id]).ended;
  expect(refused).toMatchObject({ status: 2, stdout: '' });
  expect(refused.stderr).toMatch(new RegExp(`^${id} runs; nothing was deleted\\. .*--terminate$`, 'm'));
  expect(jsonLines((await place.command(['show', id, '--json']).ended).stdout)).toMatchObject([
    { status: 'running' },
  ]);
  const { status, stdout, stderr } = await place.command(['forget', id, '--terminate']).ended;
  expect({ status, stdout }).toEqual({ status: 0, stdout: `${id} is deleted: 1 run\n` });
  expect(stderr).not.toContain('a copy from an upgrade');
  expect(await place.command(['show', id]).ended).toMatchObject({ status: 2 });
});

test.each([
  ['an ID that Temporal does not know', [`onboard-${'0'.repeat(32)}`], /^Temporal has no onboarding/m],
  ['an unknown address', ['--email', somebody().email], /^Temporal has no onboarding of this address/m],
  [
    'both an ID and an address',
    [`onboard-${'0'.repeat(32)}`, '--email', '-'],
    /^forget: give a workflow ID, or/m,
  ],
])('%s is exit status 2, and nothing is printed', async (_, args, message) => {
  const { command } = await openPlace();
  const { status, stdout, stderr } = await command(['forget', ...args]).ended;
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(message);
});

test('without a Temporal server it is exit status 3', async () => {
  const { command } = await openPlace({
    settings: { TEMPORAL_ADDRESS: '127.0.0.1:1', ONBOARDING_ENCRYPTION: 'off' },
  });
  expect(await command(['forget', `onboard-${'0'.repeat(32)}`]).ended).toMatchObject({
    status: 3,
    stdout: '',
  });
});
