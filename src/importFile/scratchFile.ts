import { randomUUID } from 'node:crypto';
import { type FileHandle, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { createPrivateFile } from '../files/privateFile';

/** A file without a name, so that nothing of it remains after the process ends, even if it is killed. */
export async function openScratchFile(folder: string): Promise<FileHandle> {
  const path = join(folder, `scratch-${randomUUID()}`);
  const handle = await createPrivateFile(path);
  await unlink(path);
  return handle;
}

const BLOCK_BYTES = 64 * 1024;

/** Reads a file from its start; can be called repeatedly, because each reader has its own position. */
export async function* blocksOf(handle: FileHandle): AsyncGenerator<Buffer, void> {
  let position = 0;
  for (;;) {
    const block = Buffer.allocUnsafe(BLOCK_BYTES);
    const { bytesRead } = await handle.read(block, 0, block.length, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield block.subarray(0, bytesRead);
  }
}
