import { Client, Connection } from '@temporalio/client';
import { onboardingWorkflowId } from '../../src/contract/parse/workflowId';
import { somebody } from '../setup/people';
import { jsonLines } from './onboard';
import { openPlace } from './sharedHome';

jest.setTimeout(120_000);

const input = () => ({ customer: somebody(), update: { lastname: 'Doe-Updated' } });

test('while Commerce answers 503: the step, the tries, the last error and the next try, and what to do', async () => {
  const { sandbox, command } = await openPlace({
    files: { 'input.json': JSON.stringify(input()) },
    settings: { ONBOARDING_RETRY_FIRST: '1m' },
  });
  sandbox.fail({ on: 'create', what: { kind: 'html', status: 503, made: false } });
  const run = command(['run', 'input.json']);
  await run.says(/createCustomer: try 1 failed/);
  const [{ workflowId = '' } = {}] = jsonLines((await command(['list', '--json']).ended).stdout);
  const shown = await command(['show', String(workflowId), '--json']).ended;
  expect(jsonLines(shown.stdout)).toEqual([
    expect.objectContaining({
      workflowId,
      status: 'running',
      step: 'createCustomer',
      attempts: 1,
      lastError: {
        type: 'CommerceUnavailable',
        message: expect.stringMatching(/^Commerce answered 503/) as string,
        step: 'createCustomer',
      },
      nextTryAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      customerId: null,
    }),
  ]);
  const { status, stdout } = await command(['show', String(workflowId)]).ended;
  expect(status).toBe(0);
  expect(stdout).toMatch(/^Last error +CommerceUnavailable: Commerce answered 503/m);
  expect(stdout).toMatch(
    /^What to do +Check whether Commerce is in maintenance or down, [^;]+\. The step is retried/m,
  );
  expect(stdout).not.toMatch(/retry/);

  const [summary] = jsonLines((await command(['list', '--summary', '--json']).ended).stdout);
  expect(summary).toMatchObject({
    running: 1,
    retried: { lookedAt: 1, failures: [{ type: 'CommerceUnavailable', count: 1 }] },
  });
  const table = await command(['list', '--summary']).ended;
  expect(table.stdout).toMatch(
    /^Of the running ones, these are being retried .*:\n +CommerceUnavailable +1$/m,
  );
  const standing = await command(['status']).ended;
  expect(standing.stdout).toMatch(/^Worker \d+ +IMS: \d+ requests a second allowed, 0 waiting$/m);
  expect(standing.stdout).toMatch(/^ +Commerce: \d+ requests a second allowed, 0 waiting$/m);
});

test('of a failed one: the command to retry it once its cause is fixed', async () => {
  const refused = { customer: somebody(), password: 'short' };
  const { command } = await openPlace({ files: { 'input.json': JSON.stringify(refused) } });
  const [ended] = jsonLines((await command(['run', 'input.json', '--json']).ended).stdout);
  const { stdout } = await command(['show', String(ended?.['workflowId'])]).ended;
  expect(stdout).toMatch(/^Then +onboard retry onboard-[0-9a-f]{32} --input FILE$/m);
});

test('--watch shows each change until the end', async () => {
  const place = await openPlace({ files: { 'input.json': JSON.stringify(input()) } });
  const { stdout } = await place.command(['start', 'input.json']).ended;
  const workflowId = stdout.trim();
  const watch = place.command(['show', workflowId, '--watch', '--json']);
  await watch.says(/"status":"running"/);
  expect(await place.command(['run', 'input.json']).ended).toMatchObject({ status: 0 });
  const { status, stdout: shown, stderr } = await watch.ended;
  expect(status).toBe(0);
  const statuses = jsonLines(shown).map((document) => document['status']);
  expect([statuses[0], statuses.at(-1)]).toEqual(['running', 'done']);
  expect(stderr).toMatch(/^No worker is polling the task queue /m);
});

test("--email - finds a person's onboardings by an address that no process list shows", async () => {
  const { customer } = input();
  const place = await openPlace({ files: { 'input.json': JSON.stringify({ customer }) } });
  await place.command(['start', 'input.json']).ended;
  const { stdout } = await place.command(['show', '--email', '-', '--json'], `${customer.email}\n`).ended;
  const restEndpoint = place.sandbox.settings.REST_ENDPOINT;
  const { email, website_id: websiteId } = customer;
  expect(jsonLines(stdout)).toMatchObject([
    { workflowId: onboardingWorkflowId({ restEndpoint, email, websiteId }), status: 'running' },
  ]);
});

test.each([
  ['an ID that Temporal does not know', [`onboard-${'0'.repeat(32)}`], /^Temporal has no onboarding/m],
  ['an unknown ID of another form', ['onboard-1'], /^Temporal has no onboarding with the ID onb/m],
  ['an invalid ID', ['x'.repeat(1_001)], /^this is not a workflow ID; /m],
  ['an address instead of the ID', ['john@example.com'], /use --email ADDRESS, or --email - to read/m],
  ['an invalid address', ['--email', 'john'], /--email: is not an e-mail address such as /],
  ['nothing', [], /^show: give a workflow ID, or --email ADDRESS/m],
])('%s is exit status 2, and the output says what would be right', async (_, args, message) => {
  const { command } = await openPlace();
  const { status, stdout, stderr } = await command(['show', ...args]).ended;
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(message);
  expect(stderr).not.toContain('john@example.com');
});

test.each(['cancel', 'retry'])('%s names the command that shows the IDs for an address', async (name) => {
  const { command } = await openPlace();
  const { status, stderr } = await command([name, 'john@example.com']).ended;
  expect(status).toBe(2);
  expect(stderr).toMatch(/Find the IDs of a person with: onboard show --email ADDRESS/);
  expect(stderr).not.toContain('john@example.com');
});

test("one with another client's form of ID is listed, counted and shown", async () => {
  const { command, env } = await openPlace();
  const worker = command(['worker']);
  await worker.says(/worker ready/);
  const [{ server } = {}] = jsonLines((await command(['status', '--json']).ended).stdout);
  const { address } = server as { address: string };
  const connection = await Connection.connect({ address });
  const workflowId = '\u001b[31morder 4711';
  const handle = await new Client({ connection }).workflow.start('onboardCustomer', {
    workflowId,
    taskQueue: env['ONBOARDING_TASK_QUEUE'] ?? '',
    args: [input()],
  });
  await handle.result().catch(() => undefined);
  await connection.close();

  const [summary] = jsonLines((await command(['list', '--summary', '--json']).ended).stdout);
  expect(summary).toMatchObject({ failed: 1, failures: [{ type: 'InvalidInput', count: 1 }] });
  const listed = jsonLines((await command(['list', '--json']).ended).stdout);
  expect(listed).toMatchObject([{ workflowId, status: 'failed', failure: 'InvalidInput' }]);
  expect((await command(['list']).ended).stdout).toMatch(/\ufffd\[31morder 4711$/m);
  const shown = await command(['show', workflowId]).ended;
  expect(shown.status).toBe(0);
  expect(shown.stdout).toMatch(
    /^Last error +InvalidInput: the workflow ID must be onboard-[0-9a-f]{32} for this/m,
  );
  expect(shown.stdout).toMatch(/^UI +http:.*\/workflows\/%1B%5B31morder%204711\//m);
  expect(shown.stdout).not.toContain('\u001b');
  expect(shown.stdout).not.toMatch(/^Then/m);
});
