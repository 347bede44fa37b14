import type { ImportFile } from '../importFile';
import { ImportFileError } from '../importFileError';
import { MAX_ROW_BYTES, ROW_TOO_LONG } from '../readRow';

export interface Line {
  /** From 1. */
  readonly line: number;
  readonly bytes: Buffer;
  /** False for a last line without a line feed, which may be incomplete. */
  readonly isEnded: boolean;
}

const LINE_FEED = 0x0a;

/**
 * The lines of a file that contain more than white space.
 * @throws ImportFileError
 */
export async function* linesOf(file: Pick<ImportFile, 'name' | 'content'>): AsyncGenerator<Line> {
  let line = 1;
  let begun: Buffer[] = [];
  let begunBytes = 0;
  const take = (bytes: Buffer) => {
    begunBytes += bytes.length;
    if (begunBytes > MAX_ROW_BYTES) throw new ImportFileError(file.name, `line ${line}: ${ROW_TOO_LONG}`);
    begun.push(bytes);
  };
  const finish = (isEnded: boolean): Line => {
    const finished = { line, bytes: Buffer.concat(begun), isEnded };
    begun = [];
    begunBytes = 0;
    line += 1;
    return finished;
  };
  for await (const block of file.content()) {
    let start = 0;
    for (let end = block.indexOf(LINE_FEED); end >= 0; end = block.indexOf(LINE_FEED, start)) {
      take(block.subarray(start, end));
      const finished = finish(true);
      if (!isBlank(finished.bytes)) yield finished;
      start = end + 1;
    }
    take(block.subarray(start));
  }
  const last = finish(false);
  if (!isBlank(last.bytes)) yield last;
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}
