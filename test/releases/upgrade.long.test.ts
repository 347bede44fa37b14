import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { isSet } from '../../src/settings/setting';
import { SETTINGS_TABLE } from '../../src/settings/settingsTable';
import { jsonLines, Onboard } from '../cli/onboard';
import { ask } from '../gateway/stage';
import { freePort } from '../setup/freePort';
import { type Content, FILES, INPUTS, recordedSandbox, unpack } from './release';

jest.setTimeout(180_000);

const releases = readdirSync(__dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

describe.each(releases)('after an upgrade from %s', (release) => {
  const recorded = join(__dirname, release);
  const settings = parse(readFileSync(join(recorded, FILES.settings)));
  const content = JSON.parse(readFileSync(join(recorded, FILES.content), 'utf8')) as Content;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'onboarding-upgrade-'));
    await unpack(join(recorded, FILES.state), folder);
  });

  afterAll(async () => await rm(folder, { recursive: true, force: true }));

  const command = (args: readonly string[], input = '') =>
    new Onboard(args, { cwd: folder, env: settings, input });
  const onboard = async (args: readonly string[], input = '') => await command(args, input).ended;

  test('every setting still exists, and its value is valid', () => {
    const known = SETTINGS_TABLE.flatMap(({ settings: all }) => all);
    const names = known.map(({ name }) => name);
    expect(Object.keys(settings).filter((name) => !names.includes(name))).toEqual([]);
    for (const setting of known.filter((one) => isSet(one, settings))) {
      expect([setting.name, setting.read(settings) !== undefined]).toEqual([setting.name, true]);
    }
  });

  test('the home is used: what has ended is listed, what runs finishes, and a failed one can be retried', async () => {
    const sandbox = await recordedSandbox(folder);
    try {
      const listed = jsonLines((await onboard(['list', '--json'])).stdout);
      const statusOf = (id: string) => listed.find(({ workflowId }) => workflowId === id)?.['status'];
      const statuses = (ids: readonly string[]) => ids.map(statusOf);
      expect(statuses(content.done)).toEqual(['done']);
      expect(statuses(content.failed)).toEqual(['failed']);
      expect(statuses(content.running)).toEqual(['running']);

      const worker = command(['worker']);
      const started = await onboard(['start', '-', '--wait', '--json'], JSON.stringify(INPUTS.waiting));
      expect(started).toMatchObject({ status: 0 });
      expect(started.stdout).toContain(content.running[0]);
      const again = await onboard(['start', '-', '--wait', '--json'], JSON.stringify(INPUTS.done));
      expect(again).toMatchObject({ status: 0 });
      expect(sandbox.customers().filter(({ email }) => email === INPUTS.done.customer.email)).toHaveLength(1);

      const correction = JSON.stringify({ password: 'TempPa55word!' });
      expect(
        await onboard(['retry', content.failed[0]!, '--input', '-', '--wait'], correction),
      ).toMatchObject({
        status: 0,
      });

      expect(await onboard(['import', 'watch', content.imports.running])).toMatchObject({ status: 0 });
      const imports = (await onboard(['import', 'list', '--json'])).stdout;
      expect(imports).toContain(content.imports.running);
      // Its report is in the home.
      const repeated = await onboard(['import', 'done.jsonl', '--yes']);
      expect(repeated).toMatchObject({
        status: 0,
        stderr: expect.stringContaining('This file was imported at') as string,
      });
      const emails = sandbox.customers().map(({ email }) => email);
      expect(emails.sort()).toEqual(
        ['done', 'four', 'one', 'refused', 'three', 'two', 'waiting'].map((name) => `${name}@example.com`),
      );
      worker.signal('SIGTERM');
      expect(await worker.ended).toMatchObject({ status: 0 });
    } finally {
      await sandbox.stop();
    }
  });

  test('a key of the gateway is still accepted', async () => {
    const gateway = command(['gateway', '--port', String(await freePort()), '--json']);
    const [, url = ''] = await gateway.says(/"url":"([^"]+)"/);
    const path = `${url}/onboardings/${content.done[0]}`;
    expect((await ask(path, 'GET', { key: content.gatewayKey })).document).toMatchObject({ status: 'done' });
    expect((await ask(path, 'GET')).status).toBe(401);
  });
});
