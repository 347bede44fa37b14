import { randomBytes } from 'node:crypto';
import { rename } from 'node:fs/promises';
import type { z } from 'zod';
import { createPrivateFile, readPrivateFile } from './privateFile';
import { isSystemError } from './systemError';

/**
 * Null if the file is missing or has another form, because another version or a person wrote it.
 * @param read reads its text; by default it must be our own file and no symbolic link
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

/** Writes the whole file or nothing; only its owner can read it. */
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
