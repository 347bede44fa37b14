import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { tryLock } from 'fs-native-extensions';
import { openPrivateFile } from './privateFile';
import { isSystemError } from './systemError';

/** Another process held the lock for too long, so nothing was done. */
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
  /** Created if it does not exist; not removed afterwards. */
  file: string;
  limitMs: number;
  /** Called once if another process holds the lock. */
  onWait?: () => void;
  /** Stops waiting with the signal's reason. */
  signal?: AbortSignal;
}

const POLL_MS = 20;

/**
 * Runs `work` while no other process and no other caller in this process holds the lock. It is a kernel lock, which
 * ends with its process however that ends, so no lock can be stale.
 *
 * @throws LockedError if another process holds it longer than the limit; UnsafePathError if the file is a symbolic
 * link or belongs to another user
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

/** The owner is only for messages, so a full disk does not matter. */
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
