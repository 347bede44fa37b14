import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { withHome } from './temporaryHome';

/** A small or a read-only disk needs the right to mount: root of a whole machine, but not of every container. */
export const onOwnDisk = mayMount() ? test : test.skip;

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
  // A killed server may need a moment to release its files.
  execFileSync('umount', ['--lazy', folder], { stdio: 'ignore' });
}

/** Runs a test with a home that is the only folder of its own disk. */
export async function withDisk(work: (home: string, disk: string) => Promise<void>): Promise<void> {
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

/** Fills the disk. @returns a function that frees it */
export async function fill(disk: string): Promise<() => Promise<void>> {
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
