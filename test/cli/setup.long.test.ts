import { randomBytes, randomUUID } from 'node:crypto';
import { protoDuration } from '../../src/contract/parse/protoTime';
import { SEARCH_ATTRIBUTES } from '../../src/contract/names';
import { startSandbox } from '../../src/sandbox';
import { GRPC } from '../../src/temporal/grpcStatus';
import { somebody } from '../setup/people';
import { connect, freshTaskQueue } from '../setup/temporal';
import { refusingServer } from '../temporal/refusingServer';
import { folderWith, jsonLines, Onboard, onboard } from './onboard';
import { openPlace } from './sharedHome';

jest.setTimeout(60_000);

const ATTRIBUTES = Object.values(SEARCH_ATTRIBUTES).map(({ name }) => name);

/** A namespace that no other test uses, on the suite's server or on one with other rights, without a key. */
async function place(address = process.env['TEST_TEMPORAL_ADDRESS'] ?? '') {
  const namespace = `setup-${randomUUID()}`;
  const env = { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace };
  const cwd = await folderWith();
  return { namespace, env, cwd, setup: (...args: string[]) => onboard(['setup', ...args], { cwd, env }) };
}

test('creates and reports namespace and search attributes, and a worker that starts right after completes an onboarding', async () => {
  const { namespace, env, cwd, setup } = await place();
  const first = await setup();
  expect({ status: first.status, stderr: first.stderr }).toEqual({ status: 0, stderr: '' });
  expect(first.stdout.split('\n')).toEqual([
    `made     namespace: ${namespace}`,
    'there    retention: closed workflows are kept for 30 d',
    ...ATTRIBUTES.map(
      (name) => expect.stringMatching(new RegExp(`^made {5}${name}: (Keyword|Int)$`)) as string,
    ),
    '',
  ]);

  const sandbox = await startSandbox();
  const settings = {
    ...sandbox.settings,
    ...env,
    ONBOARDING_TASK_QUEUE: freshTaskQueue(),
    ONBOARDING_ENCRYPTION_KEYS: `suite:${randomBytes(32).toString('base64')}`,
  };
  const worker = new Onboard(['worker'], { cwd, env: settings });
  const input = JSON.stringify({ customer: somebody() });
  const started = await onboard(['start', '-', '--wait', '--json'], { cwd, env: settings, input });
  expect(jsonLines(started.stdout)).toEqual([expect.objectContaining({ status: 'done', customerId: 1 })]);
  worker.signal('SIGTERM');
  await worker.ended;
  await sandbox.stop();

  const again = await setup('--json');
  expect(again.status).toBe(0);
  const [document] = jsonLines(again.stdout);
  expect(document).toMatchObject({ ok: true, namespace });
  expect((document?.['results'] as { status: string }[]).map(({ status }) => status)).toEqual(
    Array.from({ length: 2 + ATTRIBUTES.length }, () => 'there'),
  );
});

test('a retention of less than seven days is reported, and only --retention extends it', async () => {
  const { namespace, setup } = await place();
  const { connection } = await connect();
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: protoDuration(3 * 24 * 3_600_000),
  });
  await connection.close();
  const shortened = await setup();
  expect({ status: shortened.status, stderr: shortened.stderr }).toEqual({
    status: 2,
    stderr: 'Not ready: retention failed.\n',
  });
  expect(shortened.stdout).toMatch(
    /^failed {3}retention: closed workflows are kept for 3 d, and 7 d is the minimum.*\n {9}What to do: Make it longer: onboard setup --retention 30d$/m,
  );
  const { status, stdout } = await setup('--retention', '30d');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^changed {2}retention: closed workflows are now kept for 30 d instead of 3 d$/m);
});

test.each([
  ['3d', /3 d is too short; it must be at least 7 d/],
  ['30', /has no unit/],
])('--retention %s is bad usage, and creates nothing', async (retention, words) => {
  const { namespace, setup } = await place();
  const { status, stdout, stderr } = await setup('--retention', retention);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(words);
  const { connection } = await connect();
  await expect(connection.workflowService.describeNamespace({ namespace })).rejects.toThrow(/not found/i);
  await connection.close();
});

test('if this client lacks the rights, it prints the commands for an operator', async () => {
  const address = await refusingServer({ RegisterNamespace: GRPC.permissionDenied });
  const { namespace, setup } = await place(address);
  const { status, stdout } = await setup('--json');
  expect(status).toBe(2);
  const [document] = jsonLines(stdout);
  expect(document).toMatchObject({
    ok: false,
    results: [
      {
        name: 'namespace',
        status: 'failed',
        whatToDo: expect.stringContaining(
          `temporal operator namespace create --retention 30d -n ${namespace} --address ${address}`,
        ) as string,
      },
      {
        name: 'searchAttributes',
        status: 'failed',
        whatToDo: expect.stringContaining(
          `temporal operator search-attribute create --namespace ${namespace} --name OnboardingPerson --type Keyword`,
        ) as string,
      },
    ],
  });
});

test('on the embedded server it creates everything', async () => {
  const { command } = await openPlace();
  const { status, stdout } = await command(['setup', '--json']).ended;
  expect(status).toBe(0);
  expect(jsonLines(stdout)).toEqual([expect.objectContaining({ ok: true, namespace: 'default' })]);
});

test('a server that does not answer is exit status 3', async () => {
  const { setup } = await place('127.0.0.1:1');
  expect(await setup()).toMatchObject({ status: 3, stdout: '' });
});
