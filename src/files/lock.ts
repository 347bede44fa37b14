import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { tryLock } from 'fs-native-extensions';
import { openPrivateFile } from './privateFile';
import { isSystemError } from './systemError';

/** Another process held the lock for too long. Nothing was done. */
export class LockedError extends Error {
  override readonly name = 'LockedError';

  constructor(
    readonly file: string,
    message: string,
  ) {
    super(message);
  }
}

export interface LockOptions {
  /** Created if it does not exist; stays when the lock is released. */
  file: string;
  limitMs: number;
  /** Called once, if another process holds the lock. */
  onWait?: () => void;
  /** Ends the wait, with its reason. */
  signal?: AbortSignal;
}

const POLL_MS = 20;

/**
 * Runs `work` while no other process, and nobody else in this one, holds the lock.
 * It is the kernel's own lock: it ends with its owner, however that dies, so there are no stale ones.
 *
 * @throws LockedError where another process holds it for longer than the limit; UnsafePathError where the file is a
 * symbolic link or belongs to another user
 */
export async function withLock<Result>(options: LockOptions, work: () => Promise<Result>): Promise<Result> {
  const { O_RDWR, O_APPEND, O_CREAT } = constants;
  const handle = await openPrivateFile(options.file, O_RDWR | O_APPEND | O_CREAT);
  try {
    await take(handle, options);
    await writeOwner(handle);
    return await work();
  } finally {
    await handle.close();
  }
}

async function take(handle: FileHandle, { file, limitMs, onWait, signal }: LockOptions): Promise<void> {
  const deadline = Date.now() + limitMs;
  for (let waited = false; !tryLock(handle.fd); waited = true) {
    signal?.throwIfAborted();
    if (Date.now() > deadline) {
      throw new LockedError(
        file,
        `Process ${await readOwner(handle)} has held the lock ${file} for more than ${limitMs / 1000} s. ` +
          'See whether it hangs; if it does, end it and try again.',
      );
    }
    if (!waited) onWait?.();
    await sleep(POLL_MS * (0.5 + Math.random()));
  }
}

/** For a message alone: nobody is kept from leaving by a disk that is full. */
async function writeOwner(handle: FileHandle): Promise<void> {
  try {
    await handle.truncate();
    await handle.write(`${process.pid}\n`);
  } catch (error) {
    if (!isSystemError(error)) throw error;
  }
}

async function readOwner(handle: FileHandle): Promise<string> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(32), 0, 32, 0);
  return buffer.toString('utf8', 0, bytesRead).trim() || 'of another command';
}
