import type { FileHandle } from 'node:fs/promises';
import { type GivenReading, openReading, PLAIN, type Reading } from './reading';
import { openScratchFile } from './scratchFile';
import { openTextFile, type TextFile, type TextFileOptions } from './textFile';

/** A file to import. */
export interface ImportFile extends TextFile {
  /** What its columns are. */
  readonly reading: Reading;
  /** Where scratch files are made. */
  readonly spoolFolder: string;
  /** For what is known of it and does not fit into memory; closed with it. */
  openScratchFile(): Promise<FileHandle>;
  /** Its scratch files, and what was read of standard input, are gone then. */
  close(): Promise<void>;
}

export interface OpenOptions extends TextFileOptions {
  /** Left out, the columns are recognized by the header. */
  readonly reading?: GivenReading | undefined;
}

/**
 * Opens a file, or standard input where the path is `-`, and finds out how it is written and what its columns are.
 * @throws ImportFileError
 */
export async function openImportFile(path: string, options: OpenOptions): Promise<ImportFile> {
  const { reading: given = PLAIN, ...textOptions } = options;
  const { spoolFolder } = options;
  const text = await openTextFile(path, textOptions);
  const opened: { close(): Promise<void> }[] = [text];
  const closeAll = async () => {
    await Promise.all(opened.splice(0).map(async (each) => await each.close()));
  };
  try {
    const reading = await openReading(text, { given, spoolFolder });
    if (reading.kind === 'csv' && reading.addresses) opened.push(reading.addresses);
    return {
      ...text,
      reading,
      spoolFolder,
      openScratchFile: async () => {
        const scratch = await openScratchFile(spoolFolder);
        opened.push(scratch);
        return scratch;
      },
      close: closeAll,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}
