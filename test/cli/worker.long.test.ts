import type { OnboardingInput } from '../../src/contract/onboarding';
import { somebody } from '../setup/people';
import { jsonLines } from './onboard';
import { openPlace } from './sharedHome';

jest.setTimeout(120_000);

const READY = /"msg":"worker ready"/;

function welcomed(): OnboardingInput {
  return {
    customer: somebody({ firstname: 'Gwendolyn', lastname: 'Fairfax' }),
    password: 'TempPa55word!',
    update: { lastname: 'Bracknell' },
  };
}

test('a worker logs JSON lines with the type of a failure, and no personal data', async () => {
  const { sandbox, command } = await openPlace({
    settings: { ONBOARDING_MARKER_ATTRIBUTE: 'onboarding_id' },
  });
  const worker = command(['worker']);
  await worker.says(READY);
  const rejected = { ...welcomed(), password: 'weak' };
  const stranger = welcomed();
  sandbox.addCustomer({ ...stranger.customer, firstname: 'Somebody' });
  const endings = await Promise.all(
    [rejected, stranger, welcomed(), welcomed()].map(
      (input) => command(['start', '-', '--wait', '--json'], JSON.stringify(input)).ended,
    ),
  );
  const documents = endings.flatMap(({ stdout }) => jsonLines(stdout));
  expect(endings.map(({ status }) => status)).toEqual([1, 1, 0, 0]);
  expect(documents.map(({ failure }) => failure)).toEqual([
    expect.objectContaining({ type: 'CustomerRejected' }),
    expect.objectContaining({ type: 'CustomerAlreadyExists', customerId: 1 }),
    undefined,
    undefined,
  ]);
  worker.signal('SIGTERM');
  const { status, stderr } = await worker.ended;
  expect(status).toBe(0);
  const failures = jsonLines(stderr).flatMap(({ failure }) => (failure === undefined ? [] : [failure]));
  expect(failures).toEqual(expect.arrayContaining(['CustomerRejected', 'CustomerAlreadyExists']));
  const warnings = jsonLines(stderr).flatMap(({ level, msg }) => (level === 40 ? [msg] : []));
  const ofMarker = warnings.filter((warning) => String(warning).includes('marker'));
  expect(ofMarker).toEqual([
    expect.stringMatching(/^Commerce does not store the marker .*\(onboarding_id\)/),
  ]);
  const ofPerson = ['Gwendolyn', 'Fairfax', 'example.com', 'weak', 'at least 8'];
  for (const secret of [...ofPerson, 'sandbox-secret', 'Bearer']) expect(stderr).not.toContain(secret);
});

test('on SIGTERM a worker finishes and reports its request, and takes no more tasks', async () => {
  const { sandbox, command } = await openPlace();
  sandbox.fail({ on: 'create', what: { kind: 'slow', byMs: 1_500 }, count: 1 });
  const draining = command(['worker']);
  await draining.says(READY);
  const arrived = sandbox.nextRequest('create');
  const started = command(['start', '-'], JSON.stringify(welcomed()));
  await arrived;
  draining.signal('SIGTERM');
  expect(await draining.ended).toMatchObject({
    status: 0,
    stderr: expect.stringMatching(/takes no more work[\s\S]*"msg":"worker ended"/),
  });
  expect((await started.ended).status).toBe(0);
  const kinds = () => sandbox.requests().map(({ kind }) => kind);
  expect(kinds()).toEqual(['token', 'create']);

  const updated = sandbox.nextRequest('update');
  const next = command(['worker']);
  await updated;
  next.signal('SIGTERM');
  await next.ended;
  // The create was reported, so nothing had to search for its customer. A retried update reads the customer first.
  expect(kinds().filter((kind) => kind !== 'read')).toEqual(['token', 'create', 'token', 'update']);
});

test('a worker is killed while Commerce creates the customer, and the next run ends with one customer', async () => {
  const { sandbox, command } = await openPlace();
  sandbox.fail({ on: 'create', what: { kind: 'lose', made: true }, count: 1 });
  const killed = command(['worker']);
  await killed.says(READY);
  const made = sandbox.nextCustomer();
  const input = JSON.stringify(welcomed());
  const started = command(['start', '-'], input);
  await made;
  killed.signal('SIGKILL');
  expect((await started.ended).status).toBe(0);
  const ending = await command(['run', '-', '--json'], input).ended;
  expect(ending.status).toBe(0);
  expect(jsonLines(ending.stdout)).toEqual([
    expect.objectContaining({ customerId: 1, adopted: false, recovered: true }),
  ]);
  expect(sandbox.customers()).toHaveLength(1);
  expect(sandbox.mails()).toHaveLength(1);
});
