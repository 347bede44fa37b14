import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { findProgram, findRunningServer, useEmbeddedServer } from '../../src/embeddedServer';
import { isAlive } from '../../src/embeddedServer/processIdentity';
import { fill, onOwnDisk, withDisk } from './ownDisk';

const log = () => undefined;

jest.setTimeout(60_000);

async function withClient(address: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const connection = await Connection.connect({ address });
  try {
    await work(new Client({ connection }));
  } finally {
    await connection.close();
  }
}

// A first run may have to download the program.
beforeAll(async () => {
  await findProgram({ log });
}, 300_000);

onOwnDisk('a home on a read-only disk is reported by name, whether or not it was used before', () =>
  withDisk(async (home, disk) => {
    await (await useEmbeddedServer({ home, log })).release();
    execFileSync('mount', ['-o', 'remount,ro', disk]);
    for (const folder of [home, path.join(disk, 'another')]) {
      await expect(useEmbeddedServer({ home: folder, log })).rejects.toMatchObject({
        kind: 'homeUnusable',
        message: expect.stringMatching(new RegExp(`in ${folder}: EROFS: read-only file system`)),
      });
    }
  }),
);

onOwnDisk(
  'with a full disk, new users get an error, the last user stops the server, and with free space everything works again',
  () =>
    withDisk(async (home, disk) => {
      const user = await useEmbeddedServer({ home, log });
      await withClient(user.address, ({ workflow }) =>
        workflow.start('any', { taskQueue: 'any', workflowId: 'kept' }),
      );
      const server = (await findRunningServer(home))?.process;
      const makeRoom = await fill(disk);
      await expect(useEmbeddedServer({ home, log })).rejects.toMatchObject({
        kind: 'homeUnusable',
        message: expect.stringMatching(/disk of .* is full/),
      });
      await user.release();
      expect(server && isAlive(server)).toBe(false);

      await makeRoom();
      const next = await useEmbeddedServer({ home, log });
      await withClient(next.address, async ({ workflow }) => {
        expect((await workflow.getHandle('kept').describe()).status.name).toBe('RUNNING');
      });
      await next.release();
    }),
);

onOwnDisk('with a full disk, a user who only reads can still join a running server', () =>
  withDisk(async (home, disk) => {
    const user = await useEmbeddedServer({ home, log });
    await withClient(user.address, ({ workflow }) =>
      workflow.start('any', { taskQueue: 'any', workflowId: 'kept' }),
    );
    await fill(disk);
    const reader = await useEmbeddedServer({ home, log, onlyReads: true });
    await withClient(reader.address, async ({ workflow }) => {
      expect((await workflow.count('WorkflowId = "kept"')).count).toBe(1);
    });
    await reader.release();
    await withClient(user.address, async ({ workflow }) => {
      expect((await workflow.getHandle('kept').describe()).status.name).toBe('RUNNING');
    });
    await user.release();
  }),
);

onOwnDisk('if none runs, a command that only reads reports the full disk too', () =>
  withDisk(async (home, disk) => {
    await fill(disk);
    await expect(useEmbeddedServer({ home, log, onlyReads: true })).rejects.toMatchObject({
      kind: 'homeUnusable',
      message: expect.stringMatching(/disk of .* is full|ENOSPC/) as string,
    });
  }),
);
