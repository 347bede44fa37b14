import { mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { readNamedFile } from '../../files/privateFile';
import { UnsafePathError } from '../../files/unsafePath';
import { readJsonFile, writeJsonFile } from '../../files/jsonFile';
import { withLock } from '../../files/lock';
import { isSystemError } from '../../files/systemError';
import { type KeptKey, keptKeySchema } from './apiKey';

const keyFileSchema = z.strictObject({ keys: z.array(keptKeySchema) });

const LOCK_LIMIT_MS = 5_000;

/** The keys cannot be read, or are gone. The gateway then accepts nobody. */
export class KeyFileError extends Error {
  override readonly name = 'KeyFileError';
}

/** The default file of the keys. */
export function homeApiKeyFile(home: string): string {
  return join(home, 'gateway-keys.json');
}

/**
 * @returns undefined if no key was ever made
 * @throws KeyFileError if the file cannot be read, is no file of keys, or is gone
 */
export async function readKeyFile(file: string): Promise<readonly KeptKey[] | undefined> {
  if ((await versionOf(file)) !== undefined) return await readKeys(file);
  if ((await versionOf(lockOf(file))) === undefined) return undefined;
  throw new KeyFileError(
    `${file} is gone, and API keys were made there: make a new key with onboard gateway keys new, ` +
      `or delete ${lockOf(file)} too and start the gateway again without keys`,
  );
}

/** Changes the keys; safe while other commands change them too. @throws KeyFileError */
export async function changeKeyFile(
  file: string,
  change: (keys: readonly KeptKey[]) => readonly KeptKey[],
): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await withLock({ file: lockOf(file), limitMs: LOCK_LIMIT_MS }, async () => {
      const keys = (await versionOf(file)) === undefined ? [] : await readKeys(file);
      await writeJsonFile(file, { keys: change(keys) });
    });
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new KeyFileError(
      `the keys cannot be written to ${file} (${error.message}); make its folder writable, or set ` +
        'ONBOARDING_GATEWAY_KEYS_FILE or ONBOARDING_HOME to another place; in a container, mount a volume there',
      { cause: error },
    );
  }
}

/**
 * Reads the file again after each change, so that a running gateway uses a new key at once. Once the file existed, its
 * absence is an error.
 */
export function watchKeyFile(file: string): () => Promise<readonly KeptKey[] | undefined> {
  let known: { readonly version: string; readonly keys: readonly KeptKey[] } | undefined;
  let existed = false;
  return async () => {
    // If the version cannot be read, the file exists.
    const version = await versionOf(file).catch((error: unknown) => {
      existed = true;
      throw error;
    });
    if (version === undefined) {
      if (existed) throw new KeyFileError(`${file} is gone`);
      return await readKeyFile(file);
    }
    existed = true;
    if (known?.version !== version) known = { version, keys: await readKeys(file) };
    return known.keys;
  };
}

/** The lock file remains when the keys are deleted, so that the next gateway knows that there were keys. */
function lockOf(file: string): string {
  return `${file}.lock`;
}

async function readKeys(file: string): Promise<readonly KeptKey[]> {
  const content = await readJsonFile(file, keyFileSchema, readNamedFile).catch((error: unknown) => {
    throw unreadable(file, error);
  });
  if (content) return content.keys;
  throw new KeyFileError(`${file} is not a file of API keys`);
}

/** Changes with every write, rename and change of mode. Undefined if there is no file. */
async function versionOf(file: string): Promise<string | undefined> {
  try {
    const { ino, ctimeNs, size } = await stat(file, { bigint: true });
    return `${ino}/${ctimeNs}/${size}`;
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined;
    throw unreadable(file, error);
  }
}

function unreadable(file: string, error: unknown): KeyFileError {
  if (error instanceof UnsafePathError) return new KeyFileError(error.message);
  return new KeyFileError(`${file} cannot be read (${isSystemError(error) ? error.code : String(error)})`);
}
