import { randomUUID } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { createPrivateFile } from '../../files/privateFile';

/** A file that gets its name only once it is complete. Only its owner can read it. */
export interface DraftFile {
  write(text: string): Promise<void>;
  /** Renames it to its final name and replaces an older file. */
  keep(): Promise<void>;
  /** Does nothing after `keep`. */
  discard(): Promise<void>;
}

const BUFFERED_CHARACTERS = 64 * 1024;

export async function openDraftFile(path: string): Promise<DraftFile> {
  const draft = `${path}.${randomUUID()}`;
  const handle = await createPrivateFile(draft);
  let buffered = '';
  const flush = async () => {
    await handle.appendFile(buffered);
    buffered = '';
  };
  return {
    write: async (text) => {
      buffered += text;
      if (buffered.length >= BUFFERED_CHARACTERS) await flush();
    },
    keep: async () => {
      await flush();
      await handle.sync();
      await handle.close();
      await rename(draft, path);
    },
    discard: async () => {
      await handle.close();
      await rm(draft, { force: true });
    },
  };
}
