import { randomBytes } from 'node:crypto';
import { rename } from 'node:fs/promises';
import type { z } from 'zod';
import { createPrivateFile, readPrivateFile } from './privateFile';
import { isSystemError } from './systemError';

/**
 * Null where the file is missing, or not of the form: whoever wrote it was another version, or a person.
 * @param read reads its text; by default it must be a file of ours, and no symbolic link
 * @throws UnsafePathError
 */
export async function readJsonFile<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
  read: (file: string) => Promise<string> = readPrivateFile,
): Promise<z.infer<Schema> | null> {
  try {
    const parsed = schema.safeParse(JSON.parse(await read(file)));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (error instanceof SyntaxError || (isSystemError(error) && error.code === 'ENOENT')) return null;
    throw error;
  }
}

/** Appears whole or not at all, for its owner alone. */
export async function writeJsonFile(file: string, value: object): Promise<void> {
  const draft = `${file}.${randomBytes(4).toString('hex')}`;
  const handle = await createPrivateFile(draft);
  try {
    await handle.writeFile(`${JSON.stringify(value, null, 2)}\n`);
  } finally {
    await handle.close();
  }
  await rename(draft, file);
}
