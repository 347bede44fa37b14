import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { errorCode } from '../files/systemError';
import { contentOf } from './content';
import { ImportFileError } from './importFileError';
import { type GivenLayout, type Layout, layoutOf } from './layout';
import { blocksOf, openScratchFile } from './scratchFile';

/** A text file that can be read as a stream several times. */
export interface TextFile {
  /** The name for people: its path, or `standard input`. */
  readonly name: string;
  readonly layout: Layout;
  /**
   * The text from its start: unzipped UTF-8 without a byte order mark.
   * @throws ImportFileError
   */
  content(): AsyncGenerator<Buffer, void>;
  /** Hex digits of SHA-256 over the original bytes, zipped or not. */
  digest(): Promise<string>;
  close(): Promise<void>;
}

export interface TextFileOptions extends GivenLayout {
  /** An existing folder; files in it disappear when the process ends. */
  readonly spoolFolder: string;
}

/**
 * Opens a file, or standard input if the path is `-`, and finds out its format.
 * @throws ImportFileError
 */
export async function openTextFile(
  path: string,
  { spoolFolder, ...given }: TextFileOptions,
): Promise<TextFile> {
  const name = path === '-' ? 'standard input' : path;
  const handle = await openToReadAgain(path, name, spoolFolder);
  try {
    const state = await stateOf(handle);
    const content = () => contentOf({ name, bytes: unchanged(handle, name, state) });
    return {
      name,
      layout: layoutOf({ name, path, head: await firstOf(content(), name), given }),
      content,
      digest: async () => await digestOf(unchanged(handle, name, state)),
      close: async () => await handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** A pipe can be read only once, so its bytes are copied to a file first. */
async function openToReadAgain(path: string, name: string, spoolFolder: string): Promise<FileHandle> {
  if (path === '-') return await spooled(process.stdin as AsyncIterable<Buffer>, spoolFolder);
  let handle: FileHandle;
  try {
    handle = await open(path, constants.O_RDONLY);
  } catch (error) {
    throw new ImportFileError(name, whyUnreadable(error));
  }
  const stats = await handle.stat();
  if (stats.isFile()) return handle;
  try {
    if (stats.isDirectory()) throw new ImportFileError(name, 'is a folder; give a file');
    if (stats.isCharacterDevice() || stats.isBlockDevice()) {
      throw new ImportFileError(
        name,
        'is a device, which may never end; give a file, or - for standard input',
      );
    }
    return await spooled(handle.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>, spoolFolder);
  } finally {
    await handle.close();
  }
}

async function spooled(bytes: AsyncIterable<Buffer>, folder: string): Promise<FileHandle> {
  const handle = await openScratchFile(folder);
  try {
    for await (const block of bytes) await handle.appendFile(block);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** @throws ImportFileError if the file changes meanwhile: a second pass would read other rows than the first */
async function* unchanged(handle: FileHandle, name: string, opened: string): AsyncGenerator<Buffer, void> {
  for await (const block of blocksOf(handle)) {
    if ((await stateOf(handle)) !== opened) throw changed(name);
    yield block;
  }
  if ((await stateOf(handle)) !== opened) throw changed(name);
}

async function stateOf(handle: FileHandle): Promise<string> {
  const { size, mtimeMs } = await handle.stat();
  return `${size} ${mtimeMs}`;
}

function changed(name: string): ImportFileError {
  return new ImportFileError(name, 'was changed while it was read; start again once it is whole');
}

async function firstOf(content: AsyncGenerator<Buffer, void>, name: string): Promise<string> {
  for await (const block of content) return block.toString('utf8');
  throw new ImportFileError(name, 'is empty');
}

async function digestOf(bytes: AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash('sha256');
  for await (const block of bytes) hash.update(block);
  return hash.digest('hex');
}

function whyUnreadable(error: unknown): string {
  const code = errorCode(error) ?? String(error);
  return code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code})`;
}
