import { randomUUID } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { createPrivateFile } from '../../files/privateFile';

/** A file for its owner alone that has its name only once it is whole. */
export interface DraftFile {
  write(text: string): Promise<void>;
  /** Gives it its name, in place of an older file. */
  keep(): Promise<void>;
  /** After `keep` it does nothing. */
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
