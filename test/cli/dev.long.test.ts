import { execFile, spawn } from 'node:child_process';
import { readdir, watch } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { parse } from 'dotenv';
import { somebody } from '../setup/people';
import { folderWith, inherited, isRunning, jsonLines, MAIN, Onboard, onboard, serverPid } from './onboard';
import { dev, interrupted } from './runningDev';
import { openPlace } from './sharedHome';

jest.setTimeout(120_000);

test('with a tenant, the first line names it, and no sandbox starts', async () => {
  const { sandbox, command } = await openPlace({
    files: { 'input.json': JSON.stringify({ customer: somebody() }) },
  });
  const development = command(['dev']);
  await development.says(/^Try /m);
  expect(await command(['start', 'input.json', '--wait', '--json']).ended).toMatchObject({ status: 0 });
  expect(sandbox.customers()).toHaveLength(1);
  const { status, stdout } = await interrupted(development);
  expect(status).toBe(0);
  const { REST_ENDPOINT } = sandbox.settings;
  expect(stdout.split('\n')[0]).toBe(
    `Serving ${REST_ENDPOINT}: customers are real, and Commerce mails them.`,
  );
  expect(stdout).not.toMatch(/^Sandbox /m);
});

test('its sandbox keeps its endpoint, so that waiting onboardings finish after a restart', async () => {
  const cwd = await folderWith({ 'input.json': JSON.stringify({ customer: somebody() }) });
  const first = await dev(cwd);
  await interrupted(first.command);
  const env = { REST_ENDPOINT: first.endpoint };
  const started = await onboard(['start', 'input.json'], { cwd, env });
  expect(started).toMatchObject({
    status: 0,
    stderr: expect.stringContaining('No worker is polling') as string,
  });
  const second = await dev(cwd);
  expect(second.endpoint).toBe(first.endpoint);
  const { stdout } = await onboard(['start', 'input.json', '--wait', '--json'], { cwd });
  expect(jsonLines(stdout)).toMatchObject([{ workflowId: started.stdout.trim(), status: 'done' }]);
  await interrupted(second.command);
});

test('without it, and without a tenant, a command names what is missing', async () => {
  const cwd = await folderWith({ 'input.json': JSON.stringify({ customer: somebody() }) });
  const { status, stderr } = await onboard(['start', 'input.json'], { cwd });
  expect(status).toBe(2);
  expect(stderr).toMatch(/^REST_ENDPOINT: is missing/m);
});

test('its sandbox keeps its customers and mails, even after both were killed', async () => {
  const person = somebody();
  const cwd = await folderWith({ 'input.json': JSON.stringify({ customer: person }) });
  const first = await dev(cwd);
  expect(await onboard(['start', 'input.json', '--wait'], { cwd })).toMatchObject({ status: 0 });
  first.command.signal('SIGKILL');
  await first.command.ended;
  const second = await dev(cwd);
  const customers = await onboard(['sandbox', 'customers', '--json'], { cwd });
  expect(jsonLines(customers.stdout)).toMatchObject([{ id: 1, email: person.email }]);
  const mails = await onboard(['sandbox', 'mails', '--json'], { cwd });
  expect(jsonLines(mails.stdout)).toMatchObject([{ to: person.email, customerId: 1 }]);
  expect(jsonLines((await onboard(['list', '--json'], { cwd })).stdout)).toMatchObject([
    { status: 'done', customerId: 1 },
  ]);
  await interrupted(second.command);
});

test('a request during its start waits until the needed part has started', async () => {
  const cwd = await folderWith({ 'input.json': JSON.stringify({ customer: somebody() }) });
  const folderAppears = nextChangeIn(cwd);
  const development = new Onboard(['dev'], { cwd });
  await folderAppears;
  const [started, printed, second, library] = await Promise.all([
    onboard(['start', 'input.json', '--wait', '--json'], { cwd }),
    onboard(['dev', '--print-env', 'dotenv'], { cwd }),
    onboard(['dev'], { cwd }),
    onboardedByLibrary(cwd),
  ]);
  expect(started).toMatchObject({ status: 0 });
  expect(parse(printed.stdout)).toMatchObject({
    TEMPORAL_ADDRESS: expect.any(String) as string,
    GATEWAY_URL: expect.any(String) as string,
  });
  expect(second).toMatchObject({ status: 2, stderr: expect.stringMatching(/^ {2}Gateway /m) as string });
  expect(library).toMatchObject({ created: { firstname: expect.any(String) as string } });
  await development.says(/^Try /m);
  await interrupted(development);
});

/** Resolves at the next change in the folder. */
async function nextChangeIn(folder: string): Promise<void> {
  const changes = watch(folder)[Symbol.asyncIterator]();
  await changes.next();
  await changes.return?.();
}

/** What the TypeScript library returns in a folder without settings. */
async function onboardedByLibrary(cwd: string): Promise<unknown> {
  const library = resolve(__dirname, '../../dist/src/client/index.js');
  const program = `const { onboard, disconnect } = require(${JSON.stringify(library)});
    onboard(${JSON.stringify({ customer: somebody() })}).then(async (result) => {
      console.log(JSON.stringify(result));
      await disconnect();
    });`;
  const env = inherited();
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', program], { cwd, env });
  return JSON.parse(stdout);
}

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('closing the terminal stops it and its server as Ctrl-C does', async () => {
  const cwd = await folderWith();
  const line = `"${process.execPath}" "${MAIN}" dev`;
  const terminal = spawn('script', ['--quiet', '--flush', '--command', line, '/dev/null'], {
    cwd,
    env: inherited(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let shown = '';
  for await (const text of terminal.stdout.setEncoding('utf8')) {
    shown += String(text);
    if (/^Try /m.test(shown)) break;
  }
  const server = await serverPid(join(cwd, '.onboarding'));
  terminal.kill('SIGKILL');
  while (isRunning(server)) await sleep(50);
  expect(await readdir(join(cwd, '.onboarding', 'users'))).toEqual([]);
});

test('if the port of the gateway is in use it says so, and keeps the one that it found', async () => {
  const other = createServer();
  // The port may already be in use by another program, which serves the test as well.
  await new Promise<void>((settle) => other.once('error', () => settle()).listen(8088, '127.0.0.1', settle));
  const cwd = await folderWith();
  const first = await dev(cwd);
  const [, url = ''] = await first.command.says(
    /^Port 8088 is in use by another program: the gateway now uses (\S+)\. Set ONBOARDING_GATEWAY_ADDRESS/m,
  );
  await interrupted(first.command);
  if (other.listening) await promisify(other.close.bind(other))();
  const second = await dev(cwd);
  await second.command.says(new RegExp(`^Gateway +${url} `, 'm'));
  const { stderr } = await interrupted(second.command);
  expect(stderr).not.toContain('is in use by another');
});

test('the TypeScript library finds it in its folder', async () => {
  const cwd = await folderWith();
  const { command } = await dev(cwd);
  expect(await onboardedByLibrary(cwd)).toMatchObject({ customerId: 1 });
  await interrupted(command);
});

test('dev has the customers of the demo, and the last line of the demo says so', async () => {
  const cwd = await folderWith();
  const demo = await onboard(['demo'], { cwd, env: { REST_ENDPOINT: 'https://example.com/real' } });
  expect(demo).toMatchObject({ status: 0, stdout: expect.stringContaining('Customer ID: 1') as string });
  expect(demo.stderr.trimEnd().split('\n').at(-1)).toMatch(/^Next: npx commerce-onboarding dev /);
  const { command } = await dev(cwd);
  const customers = await onboard(['sandbox', 'customers', '--json'], { cwd });
  expect(jsonLines(customers.stdout)).toMatchObject([{ id: 1, lastname: 'Doe-Updated' }]);
  const list = await onboard(['list', '--json'], { cwd });
  expect(jsonLines(list.stdout)).toMatchObject([{ status: 'done', customerId: 1 }]);
  // While dev runs, the demo uses its sandbox and reports the outcome of the same customer.
  expect(await onboard(['demo'], { cwd })).toMatchObject({ status: 0 });
  const again = await onboard(['sandbox', 'customers', '--json'], { cwd });
  expect(jsonLines(again.stdout)).toHaveLength(1);
  await interrupted(command);
});
