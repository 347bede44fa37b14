import { somebody } from '../setup/people';
import { type Ending, folderWith, jsonLines, Onboard, onboard } from './onboard';
import { openPlace } from './sharedHome';

jest.setTimeout(120_000);

async function dev(cwd: string): Promise<{ command: Onboard; endpoint: string }> {
  const command = new Onboard(['dev'], { cwd });
  const [, endpoint = ''] = await command.says(
    /^Serving a sandbox, .*: (http:\S+)\. No real customer is made/m,
  );
  await command.says(/^Try /m);
  return { command, endpoint };
}

/** Ctrl-C, which stops the server too where nobody else uses it. */
async function interrupted(command: Onboard): Promise<Ending> {
  command.signal('SIGINT');
  return await command.ended;
}

test('where a tenant is set its first line says which, and no sandbox is started', async () => {
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

test('its sandbox has the same end point the next time, so that what waits for it is done then', async () => {
  const cwd = await folderWith({ 'input.json': JSON.stringify({ customer: somebody() }) });
  const first = await dev(cwd);
  await interrupted(first.command);
  const env = { REST_ENDPOINT: first.endpoint };
  const started = await onboard(['start', 'input.json'], { cwd, env });
  expect(started).toMatchObject({
    status: 0,
    stderr: expect.stringContaining('No worker is there') as string,
  });
  const second = await dev(cwd);
  expect(second.endpoint).toBe(first.endpoint);
  const { stdout } = await onboard(['start', 'input.json', '--wait', '--json'], { cwd });
  expect(jsonLines(stdout)).toMatchObject([{ workflowId: started.stdout.trim(), status: 'done' }]);
  await interrupted(second.command);
});

test('without it, and with no tenant set, a command says what is missing', async () => {
  const cwd = await folderWith({ 'input.json': JSON.stringify({ customer: somebody() }) });
  const { status, stderr } = await onboard(['start', 'input.json'], { cwd });
  expect(status).toBe(2);
  expect(stderr).toMatch(/^REST_ENDPOINT: is missing/m);
});

test('a second one in the same folder works with the sandbox of the first', async () => {
  const cwd = await folderWith();
  const first = await dev(cwd);
  const second = await dev(cwd);
  expect(second.endpoint).toBe(first.endpoint);
  await interrupted(second.command);
  await interrupted(first.command);
});
