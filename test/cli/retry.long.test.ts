import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CustomerFields, OnboardingInput } from '../../src/contract/onboarding';
import { onboardingWorkflowId } from '../../src/contract/parse/workflowId';
import { startSandbox } from '../../src/sandbox';
import { editAsPerson } from '../setup/editAsPerson';
import { somebody } from '../setup/people';
import { jsonLines, type Onboard, startWorker } from './onboard';
import { openPlace, type Place } from './sharedHome';

jest.setTimeout(120_000);

const UNAVAILABLE = { kind: 'status', status: 503, made: false } as const;

/** A place with a worker that gives up at once. */
async function placeWithWorker(settings: Record<string, string> = {}): Promise<Place & { worker: Onboard }> {
  const place = await openPlace({
    settings: { ONBOARDING_GIVE_UP_AFTER: '1ms', ONBOARDING_RETRY_FIRST: '10ms', ...settings },
  });
  const worker = await startWorker(place);
  return { ...place, worker };
}

function byId(lines: readonly Record<string, unknown>[]): Record<string, unknown> {
  return Object.fromEntries(lines.map(({ workflowId, ...others }) => [String(workflowId), others]));
}

function idOf({ sandbox }: Place, { email, website_id: websiteId }: CustomerFields): string {
  return onboardingWorkflowId({ restEndpoint: sandbox.settings.REST_ENDPOINT, websiteId, email });
}

async function failing(place: Place, inputs: readonly OnboardingInput[]): Promise<string[]> {
  const ends = await Promise.all(
    inputs.map((input) => place.command(['start', '-', '--wait', '--json'], JSON.stringify(input)).ended),
  );
  expect(ends.map(({ status }) => status)).toEqual(inputs.map(() => 1));
  place.sandbox.clearFaults();
  return inputs.map(({ customer }) => idOf(place, customer));
}

describe('one by its ID', () => {
  test('is retried, waited for, and left alone once it is done', async () => {
    const place = await placeWithWorker();
    place.sandbox.fail({ on: 'create', what: UNAVAILABLE });
    const [id = ''] = await failing(place, [{ customer: somebody() }]);
    const retried = await place.command(['retry', id, '--wait', '--json']).ended;
    expect(retried.status).toBe(0);
    expect(jsonLines(retried.stdout)).toEqual([
      { workflowId: id, retried: true, status: 'done', customerId: 1, adopted: false, recovered: false },
    ]);
    const again = await place.command(['retry', id]).ended;
    expect(again).toMatchObject({ status: 0, stdout: `${id} is done; there is nothing to retry.\n` });
    expect(place.sandbox.mails()).toHaveLength(1);
  });

  test('takes a merge patch from standard input, but not one that makes the input invalid', async () => {
    const place = await placeWithWorker();
    const [id = ''] = await failing(place, [{ customer: somebody(), password: 'short' }]);
    const bad = await place.command(['retry', id, '--input', '-'], '{"password": 7, "customer": {"id": 1}}')
      .ended;
    expect(bad.status).toBe(2);
    expect(bad.stderr).toMatch(new RegExp(`^${id}: customer\\.id: .+\n${id}: password: .+$`, 'm'));
    const patch = '{"password": "TempPa55word!"}';
    const corrected = await place.command(['retry', id, '--wait', '--input', '-'], patch).ended;
    expect(corrected).toMatchObject({ status: 0, stdout: `${id} is done: customer 1.\n` });
  });

  test("that failed because of a stranger adopts the stranger's customer", async () => {
    const place = await placeWithWorker();
    const customer = somebody();
    place.sandbox.addCustomer({ ...customer, firstname: 'Jane' });
    const [id = ''] = await failing(place, [{ customer }]);
    const dryRun = await place.command(['retry', id, '--dry-run', '--json']).ended;
    expect(jsonLines(dryRun.stdout)).toEqual([{ workflowId: id, foretold: 'stranger', customerId: 1 }]);
    const adopting = await place.command(['retry', id, '--adopt', '--wait']).ended;
    expect(adopting.stdout).toBe(`${id} is done: customer 1, adopted from somebody else.\n`);
  });
});

describe('many by a filter', () => {
  test('skip those that need corrected input, and need a confirmation', async () => {
    const place = await placeWithWorker();
    const rejected = await failing(place, [{ customer: somebody(), password: 'short' }]);
    place.sandbox.fail({ on: 'create', what: UNAVAILABLE });
    const ids = await failing(place, [{ customer: somebody() }, { customer: somebody() }]);
    const unasked = await place.command(['retry', '--since', '1h']).ended;
    expect(unasked.status).toBe(2);
    expect(unasked.stderr).toMatch(/^To be retried: 2 CommerceUnavailable\.$/m);
    expect(unasked.stderr).toMatch(/^Skipped: these need corrected input: 1 CustomerRejected\./m);
    expect(unasked.stderr).toMatch(/Use --yes/);
    expect(place.sandbox.customers()).toHaveLength(0);

    const retried = await place.command(['retry', '--since', '1h', '--yes', '--json']).ended;
    expect(retried.status).toBe(0);
    expect(jsonLines(retried.stdout)).toHaveLength(2);
    expect(jsonLines(retried.stdout)).toEqual(
      expect.arrayContaining(
        ids.map(
          (id) => expect.objectContaining({ workflowId: id, retried: true, status: 'done' }) as unknown,
        ),
      ),
    );
    const named = await place.command(['retry', '--failure', 'CustomerRejected', '--yes', '--json']).ended;
    expect(named.status).toBe(1);
    expect(jsonLines(named.stdout)).toMatchObject([
      { workflowId: rejected[0], status: 'failed', failure: { type: 'CustomerRejected' } },
    ]);
  });

  test('stop if the first one fails with the same failure, and the others stay as they are', async () => {
    const place = await placeWithWorker();
    place.sandbox.fail({ on: 'create', what: UNAVAILABLE });
    await failing(
      place,
      Array.from({ length: 3 }, () => ({ customer: somebody() })),
    );
    place.sandbox.fail({ on: 'create', what: UNAVAILABLE });
    place.sandbox.fail({ on: 'lookUp', what: UNAVAILABLE });
    const before = place.sandbox.requests().length;
    const stopped = await place.command(['retry', '--failure', 'CommerceUnavailable', '--yes']).ended;
    expect(stopped.status).toBe(1);
    expect(stopped.stderr).toMatch(/^The first one failed again; the other 2 were not retried/m);
    expect(place.sandbox.requests().slice(before)).toHaveLength(1);
    expect(await readdir(join(place.env['ONBOARDING_HOME'] ?? '', 'retries'))).toEqual([]);
  });
});

test('a dry run predicts the outcome of each retry', async () => {
  const place = await placeWithWorker();
  const [made, lost, updating, stranger, refused] = Array.from({ length: 5 }, () => somebody());
  const { sandbox } = place;
  if (!made || !lost || !updating || !stranger || !refused) throw new Error('five are needed');
  const failedWith = async (input: OnboardingInput) => (await failing(place, [input]))[0] ?? '';

  sandbox.fail({ on: 'create', what: UNAVAILABLE });
  const madeId = await failedWith({ customer: made });
  sandbox.fail({ on: 'create', what: { kind: 'reset', made: true } });
  sandbox.fail({ on: 'lookUp', what: UNAVAILABLE });
  const adoptedId = await failedWith({ customer: lost });
  sandbox.fail({ on: 'update', what: UNAVAILABLE });
  const updateLeftId = await failedWith({ customer: updating, update: { firstname: 'Jim' } });
  sandbox.addCustomer({ ...stranger, firstname: 'Jane' });
  const strangerId = await failedWith({ customer: stranger });
  const refusedId = await failedWith({ customer: refused, password: 'short' });

  const requests = sandbox.requests().length;
  const ids = [madeId, adoptedId, updateLeftId, strangerId, refusedId];
  const previews = jsonLines((await place.command(['retry', ...ids, '--dry-run', '--json']).ended).stdout);
  const customerId = (email: string) => sandbox.customers().find((customer) => customer.email === email)?.id;
  expect(byId(previews)).toEqual({
    [madeId]: { foretold: 'made' },
    [adoptedId]: { foretold: 'recovered', customerId: customerId(lost.email) },
    [updateLeftId]: { foretold: 'updateLeft', customerId: customerId(updating.email), kept: [] },
    [strangerId]: { foretold: 'stranger', customerId: customerId(stranger.email) },
    [refusedId]: { foretold: 'made' },
  });
  const sent = sandbox.requests().slice(requests);
  expect(new Set(sent.map(({ kind }) => kind))).toEqual(new Set(['token', 'lookUp', 'read']));

  const retried = jsonLines((await place.command(['retry', ...ids, '--wait', '--json']).ended).stdout);
  expect(byId(retried)).toMatchObject({
    [madeId]: { status: 'done', adopted: false },
    [adoptedId]: { status: 'done', adopted: false, recovered: true, customerId: customerId(lost.email) },
    [updateLeftId]: { status: 'done', customerId: customerId(updating.email) },
    [strangerId]: { status: 'failed', failure: { type: 'CustomerAlreadyExists' } },
    [refusedId]: { status: 'failed', failure: { type: 'CustomerRejected' } },
  });
});

test('a dry run predicts the outcome for customers that have changed since', async () => {
  const place = await placeWithWorker();
  const { sandbox } = place;
  const inputs = [1, 2].map(() => ({ customer: somebody(), update: { lastname: 'Roe' } }));
  sandbox.fail({ on: 'update', what: UNAVAILABLE });
  const [first = '', second = ''] = await failing(place, inputs);
  sandbox.clearFaults();
  const idOf = (index: number) =>
    sandbox.customers().find(({ email }) => email === inputs[index]?.customer.email)?.id ?? 0;
  const ids = { first: idOf(0), second: idOf(1) };
  const dryRun = async () =>
    byId(jsonLines((await place.command(['retry', first, second, '--dry-run', '--json']).ended).stdout));

  await editAsPerson(sandbox, ids.first, { lastname: 'Bloggs' });
  expect(await dryRun()).toEqual({
    [first]: { foretold: 'updateLeft', customerId: ids.first, kept: ['lastname'] },
    [second]: { foretold: 'updateLeft', customerId: ids.second, kept: [] },
  });

  // The shop is reset: customer 1 is another person now, and there is no customer 2.
  const port = Number(new URL(sandbox.settings.REST_ENDPOINT).port);
  await sandbox.stop();
  const anew = await startSandbox({ port });
  try {
    anew.addCustomer({ ...somebody(), created_at: '2020-01-01 00:00:00' });
    const before = anew.customers();
    const [replaced, gone] = ids.first === 1 ? [first, second] : [second, first];
    expect(await dryRun()).toEqual({
      [replaced]: { foretold: 'replaced', customerId: 1 },
      [gone]: { foretold: 'gone', customerId: 2 },
    });
    const retried = await place.command(['retry', first, second, '--wait', '--json']).ended;
    expect(byId(jsonLines(retried.stdout))).toMatchObject({
      [replaced]: { status: 'failed', failure: { type: 'CustomerReplaced' } },
      [gone]: { status: 'failed', failure: { type: 'CustomerNotFound' } },
    });
    expect(anew.customers()).toEqual(before);
  } finally {
    await anew.stop();
  }
});

test.each([
  ['neither IDs nor a filter', [], /give workflow IDs, or some of --failure/],
  ['both', [`onboard-${'0'.repeat(32)}`, '--since', '1h'], /give workflow IDs, or some of --failure/],
  ['an ID of another form', ['mine'], /the format is onboard- and 32 hex digits/],
  ['a replacement without an input', [`onboard-${'0'.repeat(32)}`, '--replace'], /--replace needs --input/],
  ['an input for many', ['--since', '1h', '--input', 'john.json'], /--input is the input of one/],
  [
    '--adopt with a filter of another type',
    ['--since', '1h', '--adopt'],
    /--adopt is for --failure CustomerAlreadyExists/,
  ],
  ['a status that is not final', ['--status', 'running'], /failed, cancelled, terminated, timedOut/],
  ['an ID that Temporal does not know', [`onboard-${'0'.repeat(32)}`], /Temporal has no onboarding/],
])('%s is bad usage, and is reported', async (_, args, sentence) => {
  const { command } = await openPlace();
  const { status, stderr } = await command(['retry', ...args]).ended;
  expect(stderr).toMatch(sentence);
  expect(status).toBe(2);
});
