import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { findProgram, findRunningServer, useEmbeddedServer } from '../../../src/temporal/embedded';
import { isAlive } from '../../../src/temporal/embedded/processIdentity';
import { withHome } from './temporaryHome';

const log = () => undefined;

jest.setTimeout(60_000);

/** Only who may mount has a small or a read-only disk: root of a whole machine, not of every container. */
const onOwnDisk = mayMount() ? test : test.skip;

function mayMount(): boolean {
  const folder = mkdtempSync(path.join(tmpdir(), 'disk-'));
  try {
    mount(folder, 1);
    unmount(folder);
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(folder);
  }
}

function mount(folder: string, megabytes: number): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'ignore' });
}

function unmount(folder: string): void {
  // A server that was killed may take a moment to let go of its files.
  execFileSync('umount', ['--lazy', folder], { stdio: 'ignore' });
}

/** Runs a test with a home that is the only folder of its own disk. */
async function withDisk(work: (home: string, disk: string) => Promise<void>): Promise<void> {
  await withHome(async (disk) => {
    await mkdir(disk);
    mount(disk, 64);
    try {
      await work(path.join(disk, 'home'), disk);
    } finally {
      unmount(disk);
    }
  });
}

/** Writes until nothing more fits; what removes it again. */
async function fill(disk: string): Promise<() => Promise<void>> {
  const file = path.join(disk, 'filling');
  const handle = await open(file, 'w');
  const block = Buffer.alloc(4_096);
  try {
    for (;;) await handle.write(block);
  } catch (error) {
    expect(error).toMatchObject({ code: 'ENOSPC' });
  } finally {
    await handle.close();
  }
  return () => rm(file);
}

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

onOwnDisk('a home on a read-only disk is told by its name, whether it was used before or not', () =>
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
  'a disk that fills: who comes is told, who leaves stops the server, and with room again all is as it was',
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
