import { mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { readJsonFile, writeJsonFile } from '../../temporal/embedded/jsonFile';
import { withLock } from '../../temporal/embedded/lock';
import { isSystemError } from '../../temporal/embedded/systemError';
import { type KeptKey, keptKeySchema } from './apiKey';

const keyFileSchema = z.strictObject({ keys: z.array(keptKeySchema) });

const LOCK_LIMIT_MS = 5_000;

/** The keys are there and cannot be read: nobody is let in then. */
export class KeyFileError extends Error {
  override readonly name = 'KeyFileError';
}

/** Where keys are kept unless a setting says otherwise. */
export function homeKeyFile(home: string): string {
  return join(home, 'gateway-keys.json');
}

/**
 * @returns undefined where no key was ever made
 * @throws KeyFileError
 */
export async function readKeyFile(file: string): Promise<readonly KeptKey[] | undefined> {
  if ((await versionOf(file)) === undefined) return undefined;
  const content = await readJsonFile(file, keyFileSchema);
  if (content) return content.keys;
  throw new KeyFileError(`${file} is not a file of API keys`);
}

/** Changes the keys, as one of several commands that may do so at once. @throws KeyFileError */
export async function changeKeyFile(
  file: string,
  change: (keys: readonly KeptKey[]) => readonly KeptKey[],
): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await withLock({ file: `${file}.lock`, limitMs: LOCK_LIMIT_MS }, async () => {
    await writeJsonFile(file, { keys: change((await readKeyFile(file)) ?? []) });
  });
}

/** Reads the file again whenever it has changed, so that a running gateway knows a new key at once. */
export function watchKeyFile(file: string): () => Promise<readonly KeptKey[] | undefined> {
  let known:
    { readonly version: string | undefined; readonly keys: readonly KeptKey[] | undefined } | undefined;
  return async () => {
    const version = await versionOf(file);
    if (!known || known.version !== version) known = { version, keys: await readKeyFile(file) };
    return known.keys;
  };
}

/** Another one whenever the file was written anew; undefined where there is none. */
async function versionOf(file: string): Promise<string | undefined> {
  try {
    const { ino, mtimeNs, size } = await stat(file, { bigint: true });
    return `${ino}/${mtimeNs}/${size}`;
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined;
    throw new KeyFileError(`${file} cannot be read (${isSystemError(error) ? error.code : String(error)})`);
  }
}
