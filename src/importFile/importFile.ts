import type { FileHandle } from 'node:fs/promises';
import { type GivenReading, openReading, PLAIN, type Reading } from './reading';
import { openScratchFile } from './scratchFile';
import { openTextFile, type TextFile, type TextFileOptions } from './textFile';

/** A file to import. */
export interface ImportFile extends TextFile {
  /** The meaning of its columns. */
  readonly reading: Reading;
  /** The folder for scratch files. */
  readonly spoolFolder: string;
  /** For data about the file that does not fit into memory; closed together with the file. */
  openScratchFile(): Promise<FileHandle>;
  /** Removes its scratch files and the copy of standard input. */
  close(): Promise<void>;
}

export interface OpenOptions extends TextFileOptions {
  /** If left out, the header decides. */
  readonly reading?: GivenReading | undefined;
}

/**
 * Opens a file, or standard input if the path is `-`, and finds out its format and the meaning of its columns.
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
