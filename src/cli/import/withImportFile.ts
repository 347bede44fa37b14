import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unlessAborted } from '../../contract/unlessAborted';
import { type GivenLayout, type ImportFile, ImportFileError, openImportFile } from '../../importFile';
import { UsageError } from '../terminal/exit';
import { givenReading, type ReadingOptions } from './readingOptions';

export interface GivenFile {
  /** `-`: standard input. */
  path: string;
  layout: GivenLayout;
  reading: ReadingOptions;
  interruption: AbortSignal;
}

/** Opens the file for the duration of `work`. @throws UsageError if the file is not valid */
export async function withImportFile<Result>(
  { path, layout, reading, spoolFolder, interruption }: GivenFile & { spoolFolder: string },
  work: (file: ImportFile) => Promise<Result>,
): Promise<Result> {
  return await withFileErrors(async () => {
    const opening = openImportFile(path, { ...layout, reading: givenReading(reading), spoolFolder });
    const file = await unlessAborted(opening, interruption);
    try {
      return await work(file);
    } finally {
      await file.close();
    }
  });
}

/** Runs `work` with a folder of its own for what does not fit into memory. */
export async function withSpoolFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'onboard-import-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @throws UsageError if a file is not valid */
export async function withFileErrors<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ImportFileError) throw new UsageError([error.message]);
    throw error;
  }
}
