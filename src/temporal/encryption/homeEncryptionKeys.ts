import { randomUUID } from 'node:crypto';
import { link, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../../files/systemError';
import { createPrivateFile, readPrivateFile } from '../../files/privateFile';
import { useHomeFolder } from '../../files/homeFolder';
import {
  encryptionKeyText,
  type EncryptionKeys,
  newEncryptionKey,
  parseEncryptionKeys,
} from './encryptionKeys';

/** The key file of a home. */
export function homeEncryptionKeyFile(home: string): string {
  return join(home, 'encryption.keys');
}

/**
 * The keys of the embedded server's home, from its key file. Creates the file with a new key if it is missing;
 * processes that start at the same moment get the same key.
 * @throws {EncryptionKeyFileError}
 * @throws {HomeFolderError}
 * @throws {UnsafePathError}
 */
export async function homeEncryptionKeys(home: string): Promise<EncryptionKeys> {
  const path = homeEncryptionKeyFile(home);
  const text = (await readIfExists(path)) ?? (await makeOnce(path, home));
  const parsed = parseEncryptionKeys(text);
  if (!parsed.ok) throw new EncryptionKeyFileError(path, parsed.problems);
  return parsed.keys;
}

/** The file is never replaced, because nothing could decrypt what its keys encrypted. */
export class EncryptionKeyFileError extends Error {
  override readonly name = 'EncryptionKeyFileError';

  constructor(
    readonly path: string,
    readonly problems: readonly string[],
  ) {
    super(`${path} cannot be used: ${problems.join('; ')}`);
  }
}

async function readIfExists(path: string): Promise<string | undefined> {
  try {
    return await readPrivateFile(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes a complete file and links it to the final name, which only one process can do. */
async function makeOnce(path: string, home: string): Promise<string> {
  await useHomeFolder(home);
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
