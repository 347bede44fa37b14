import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lowerCase, type Needle } from './needles';

/** Searches every file below a folder, and the names of files. @returns what was found, as `NEEDLE: FILE` */
export async function searchFolder(folder: string, needles: readonly Needle[]): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found = searchText('names of files', entries.map(({ name }) => name).join('\n'), needles);
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    found.push(...searchBytes(path, await contentOf(path), needles));
  }
  return found;
}

export function searchText(where: string, text: string, needles: readonly Needle[]): string[] {
  return searchBytes(where, Buffer.from(text), needles);
}

function searchBytes(where: string, bytes: Buffer, needles: readonly Needle[]): string[] {
  const small = lowerCase(bytes);
  return needles
    .filter((needle) => (needle.letterCase === 'ignored' ? small : bytes).includes(needle.bytes))
    .map(({ name }) => `${name}: ${where}`);
}

/** A running server removes files of its own meanwhile. */
async function contentOf(path: string): Promise<Buffer> {
  return await readFile(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  });
}
