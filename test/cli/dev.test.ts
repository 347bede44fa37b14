import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { parse } from 'dotenv';
import { somebody } from '../setup/people';
import { folderWith, jsonLines, onboard } from './onboard';
import { dev, interrupted } from './runningDev';

jest.setTimeout(120_000);

test('a second one in the same folder prints where the first one runs, and exits', async () => {
  const cwd = await folderWith();
  const first = await dev(cwd);
  const { status, stdout, stderr } = await onboard(['dev'], { cwd });
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^dev: is already running in this folder \(.*\.onboarding\); use it, or stop it/);
  expect(stderr).toMatch(/^ {2}Temporal UI {2}http:\/\/127\.0\.0\.1:\d+$/m);
  expect(stderr).toContain(`  Sandbox      ${new URL(first.endpoint).origin}`);
  await interrupted(first.command);
  const third = await dev(cwd);
  await interrupted(third.command);
});

test('with --events it prints each event, and the page of the sandbox shows it', async () => {
  const cwd = await folderWith({ 'input.json': JSON.stringify({ customer: somebody() }) });
  const { command, endpoint } = await dev(cwd, ['--events']);
  const { stdout } = await onboard(['start', 'input.json', '--wait', '--json'], { cwd });
  const [{ workflowId } = {}] = jsonLines(stdout);
  const [, subject] = await command.says(
    /^Event com\.commerce-onboarding\.completed\.v1 of (\S+) customer 1$/m,
  );
  expect(subject).toBe(workflowId);
  const page = await (await fetch(new URL('/_sandbox/events', endpoint))).json();
  expect(page).toMatchObject([{ subject, data: { status: 'done', customerId: 1 } }]);
  await interrupted(command);
});

describe('what other programs need to use it', () => {
  test('is printed as lines for a shell and for a .env', async () => {
    const person = somebody();
    const cwd = await folderWith({ 'input.json': JSON.stringify({ customer: person }) });
    const { command, endpoint } = await dev(cwd);
    const dotenv = await onboard(['dev', '--print-env', 'dotenv'], { cwd });
    expect(Object.keys(parse(dotenv.stdout))).toEqual([
      ...['TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE', 'ONBOARDING_TASK_QUEUE', 'ONBOARDING_ENCRYPTION_KEYS'],
      ...['REST_ENDPOINT', 'GATEWAY_URL'],
    ]);
    expect(parse(dotenv.stdout)).toMatchObject({ REST_ENDPOINT: endpoint, TEMPORAL_NAMESPACE: 'default' });
    const shell = await onboard(['dev', '--print-env'], { cwd });
    const evaluated = await promisify(execFile)('sh', ['-c', 'eval "$1"; env', 'sh', shell.stdout], {
      env: {},
    });
    const variables = parse(dotenv.stdout);
    for (const [name, value] of Object.entries(variables)) {
      expect(evaluated.stdout).toContain(`${name}=${value}\n`);
    }
    const elsewhere = await folderWith({ 'input.json': JSON.stringify({ customer: person }) });
    const started = await onboard(['start', 'input.json', '--wait', '--json'], {
      cwd: elsewhere,
      env: variables,
    });
    expect(jsonLines(started.stdout)).toMatchObject([{ status: 'done', customerId: 1 }]);
    expect(await readdir(elsewhere)).toEqual(['input.json']);
    await interrupted(command);
  });

  test('is not printed if none runs', async () => {
    const { status, stdout, stderr } = await onboard(['dev', '--print-env'], { cwd: await folderWith() });
    expect([status, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(/^dev --print-env: no onboard dev runs in .*; start one in another terminal\n$/);
  });
});
