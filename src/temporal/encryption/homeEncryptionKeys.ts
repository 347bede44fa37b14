import { randomUUID } from 'node:crypto';
import { link, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../../files/systemError';
import { createPrivateFile, readPrivateFile } from '../../files/privateFile';
import { usePrivateFolder } from '../../files/privateFolder';
import {
  encryptionKeyText,
  type EncryptionKeys,
  newEncryptionKey,
  parseEncryptionKeys,
} from './encryptionKeys';

/** The file that holds the keys of a home. */
export function homeKeyFile(home: string): string {
  return join(home, 'encryption.keys');
}

/**
 * The keys of the embedded server's home, in its key file, made with a new key where there is none.
 * Processes that start at the same moment get the same key.
 * @throws {EncryptionKeyFileError}
 * @throws {UnsafePathError}
 */
export async function homeEncryptionKeys(home: string): Promise<EncryptionKeys> {
  const path = homeKeyFile(home);
  const text = (await readIfThere(path)) ?? (await makeOnce(path, home));
  const parsed = parseEncryptionKeys(text);
  if (!parsed.ok) throw new EncryptionKeyFileError(path, parsed.problems);
  return parsed.keys;
}

/** The file is not replaced: what was encrypted with its keys could not be read any more. */
export class EncryptionKeyFileError extends Error {
  override readonly name = 'EncryptionKeyFileError';

  constructor(
    readonly path: string,
    readonly problems: readonly string[],
  ) {
    super(`${path} cannot be used: ${problems.join('; ')}`);
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readPrivateFile(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes the whole file aside and links it to its name, which only one process can. */
async function makeOnce(path: string, home: string): Promise<string> {
  await usePrivateFolder(home);
  const aside = `${path}.${randomUUID()}`;
  try {
    const file = await createPrivateFile(aside);
    try {
      await file.writeFile(`${encryptionKeyText(newEncryptionKey())}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await link(aside, path);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  } finally {
    await rm(aside, { force: true });
  }
  return await readPrivateFile(path);
}
