import { startSandbox } from '../../src/sandbox';
import { fill, onOwnDisk, withDisk } from '../embeddedServer/ownDisk';
import { somebody } from '../setup/people';
import { folderWith, jsonLines, Onboard, onboard } from './onboard';

jest.setTimeout(120_000);

onOwnDisk('list and show work while the disk is full, and commands that start something report it', () =>
  withDisk(async (home) => {
    const sandbox = await startSandbox();
    const input = JSON.stringify({ customer: somebody() });
    const place = {
      cwd: await folderWith({ 'input.json': input }),
      env: { ...sandbox.settings, ONBOARDING_HOME: home },
    };
    try {
      const worker = new Onboard(['worker'], place);
      await worker.says(/worker ready/);
      const started = await onboard(['start', 'input.json', '--wait', '--json'], place);
      const [{ workflowId = '' } = {}] = jsonLines(started.stdout);
      await fill(home);

      const listed = await onboard(['list', '--json'], place);
      expect({ status: listed.status, listed: jsonLines(listed.stdout) }).toMatchObject({
        status: 0,
        listed: [{ workflowId, status: 'done' }],
      });
      expect(await onboard(['list', '--summary'], place)).toMatchObject({ status: 0 });
      const shown = await onboard(['show', String(workflowId), '--json'], place);
      expect(jsonLines(shown.stdout)).toMatchObject([{ workflowId, status: 'done' }]);
      const refused = await onboard(['start', 'input.json'], place);
      expect(refused).toMatchObject({
        status: 3,
        stderr: expect.stringMatching(/disk of .* is full/) as string,
      });
      worker.signal('SIGINT');
      expect((await worker.ended).status).toBe(0);
    } finally {
      await sandbox.stop();
    }
  }),
);

onOwnDisk('every command that starts something names the folder on the full disk', () =>
  withDisk(async (_home, disk) => {
    const sandbox = await startSandbox();
    await fill(disk);
    for (const args of [['dev'], ['demo'], ['run', '-'], ['start', '-'], ['list'], ['worker']]) {
      const env = args[0] === 'dev' ? {} : sandbox.settings;
      const input = JSON.stringify({ customer: somebody() });
      const { status, stderr } = await onboard(args, { cwd: disk, env: { ...env }, input });
      expect([args, status]).toEqual([args, 3]);
      expect(stderr).toMatch(
        /(disk of|keep its state in) \S+\/\.onboarding.*(is full|ENOSPC).*ONBOARDING_HOME/,
      );
    }
    await sandbox.stop();
  }),
);
