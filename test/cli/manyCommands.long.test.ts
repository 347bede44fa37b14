import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { findProgram } from '../../src/embeddedServer';
import { somebody } from '../setup/people';
import { folderWith, jsonLines } from './onboard';
import { withOwnHome } from './ownHome';

jest.setTimeout(180_000);

const person = () => JSON.stringify({ customer: somebody() });

/** The Temporal CLI, with a record of each start of a server and its database. */
async function recordedProgram() {
  const named = process.env['ONBOARDING_TEMPORAL_CLI'];
  const real = await findProgram({ log: () => undefined, ...(named && { program: named }) });
  const folder = await folderWith();
  const [program, starts] = [join(folder, 'temporal'), join(folder, 'starts')];
  const script = `#!/bin/sh\n[ "$1" = server ] && echo "$4" >> ${starts}\nexec ${real.path} "$@"\n`;
  await writeFile(program, script, { mode: 0o755 });
  return {
    program,
    databases: async () =>
      (await readFile(starts, 'utf8'))
        .trim()
        .split('\n')
        .map((file) => basename(dirname(file))),
  };
}

test('twenty simultaneous commands on an empty home share one server, all succeed, and leave nothing running', async () => {
  const { program, databases } = await recordedProgram();
  await withOwnHome(
    async ({ sandbox, command, serverRuns }) => {
      const worker = command(['worker']);
      const commands = [
        ...Array.from({ length: 6 }, () => command(['run', '-', '--json'], person())),
        ...Array.from({ length: 13 }, () => command(['start', '-', '--json'], person())),
      ];
      const endings = await Promise.all(commands.map(({ ended }) => ended));
      expect(endings.filter(({ status }) => status !== 0)).toEqual([]);
      const ids = endings.flatMap(({ stdout }) => jsonLines(stdout)).map(({ workflowId }) => workflowId);
      expect(new Set(ids).size).toBe(19);
      while (sandbox.customers().length < 19) await sandbox.nextCustomer();
      worker.signal('SIGTERM');
      expect((await worker.ended).status).toBe(0);
      expect(sandbox.mails()).toHaveLength(19);

      // The first start creates the database, and the second one serves all commands.
      expect(await databases()).toEqual(['database.new', 'database']);
      expect(await serverRuns()).toBe(false);
    },
    { ONBOARDING_TEMPORAL_CLI: program },
  );
});

test('an onboarding that starts without a worker waits in the home, and the next run of another customer completes it too', () =>
  withOwnHome(async ({ sandbox, command, serverRuns }) => {
    const waiting = person();
    const started = await command(['start', '-'], waiting).ended;
    expect(started).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^onboard-[0-9a-f]{32}\n$/),
      stderr: expect.stringMatching(/^No worker is polling the task queue /m),
    });
    expect(await serverRuns()).toBe(false);
    expect(sandbox.requests()).toEqual([]);

    const run = command(['run', '-', '--keep', '--json'], person());
    const followed = await command(['start', '-', '--wait', '--json'], waiting).ended;
    expect({ status: followed.status, documents: jsonLines(followed.stdout) }).toEqual({
      status: 0,
      documents: [expect.objectContaining({ workflowId: started.stdout.trim(), status: 'done' })],
    });
    await run.says(/^Staying until Ctrl-C/m);
    run.signal('SIGINT');
    expect((await run.ended).status).toBe(0);
    expect(sandbox.customers()).toHaveLength(2);
    expect(await serverRuns()).toBe(false);
  }));
