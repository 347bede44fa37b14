import { randomUUID } from 'node:crypto';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type GivenReading,
  type ImportFile,
  openImportFile,
  type OpenOptions,
  type ReadRow,
  readRows,
} from '../../src/importFile';
import { inputProblemLine } from '../../src/contract/parse/inputProblem';

export const HEADER = 'email,firstname,lastname';

/** The caller's options for a file's columns, if there are any. */
export function readingWith(given: Partial<GivenReading>): { reading: GivenReading } {
  const codes = { websites: new Map<string, number>(), stores: new Map<string, number>() };
  return { reading: { codes, allowUnknown: false, incompleteAddresses: 'leave out', ...given } };
}

export const ALLOW_UNKNOWN = readingWith({ allowUnknown: true });

interface FileToOpen extends Partial<OpenOptions> {
  name?: string;
}

/** A folder for one test file, and the files that it opens in it; removed after its tests. */
export function setImportFolder() {
  let path = '';
  const opened: ImportFile[] = [];
  beforeAll(async () => {
    path = await mkdtemp(join(tmpdir(), 'onboarding-import-'));
    await mkdir(join(path, 'spool'));
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map(async (file) => await file.close()));
  });
  afterAll(async () => {
    await rm(path, { recursive: true });
  });

  const spoolFolder = () => join(path, 'spool');
  const pathOf = (name: string) => join(path, name);
  const write = async (content: string | Uint8Array, name: string = randomUUID()) => {
    const folder = join(path, randomUUID());
    await mkdir(folder);
    await writeFile(join(folder, name), content);
    return join(folder, name);
  };
  const openPath = async (filePath: string, options: Partial<OpenOptions> = {}) => {
    const file = await openImportFile(filePath, { spoolFolder: spoolFolder(), ...options });
    opened.push(file);
    return file;
  };
  const open = async (content: string | Uint8Array, { name, ...options }: FileToOpen = {}) =>
    await openPath(await write(content, name), options);
  const read = async (content: string | Uint8Array, options?: FileToOpen) =>
    await all(readRows(await open(content, options)));
  /** The problem of a file, without its name, or `undefined` if the file can be read. */
  const problemOf = async (content: string | Uint8Array, options?: FileToOpen) => {
    try {
      await read(content, options);
      return undefined;
    } catch (error) {
      return error instanceof Error && 'problem' in error ? error.problem : error;
    }
  };
  return { spoolFolder, pathOf, write, openPath, open, read, problemOf };
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** The problems of a row, one per line; none for a good row. */
export function linesOf(row: ReadRow | undefined): string[] {
  return row?.kind === 'bad' ? row.problems.map(inputProblemLine) : [];
}

export function inputOf(row: ReadRow | undefined): unknown {
  return row?.kind === 'good' ? row.input : linesOf(row);
}
