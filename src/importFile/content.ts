import { isUtf8 } from 'node:buffer';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { errorCode } from '../files/systemError';
import { beginsAsUtf16, lengthOfUtf8 } from '../contract/parse/utf8';
import { ImportFileError } from './importFileError';

const LINE_FEED = 0x0a;

/**
 * The text of a file, block by block: whole UTF-8 characters without byte order marks. It unzips gzip data, whatever
 * the file's name.
 * @throws ImportFileError that names the line
 */
export async function* contentOf(file: {
  name: string;
  bytes: AsyncGenerator<Buffer, void>;
}): AsyncGenerator<Buffer, void> {
  const place = { bytes: 0, lines: 0 };
  let cutOff: Buffer = Buffer.alloc(0);
  try {
    for await (const block of unzippedIfNeeded(file.bytes)) {
      const bytes = Buffer.concat([cutOff, block]);
      const end = bytes.length - lengthOfCutOff(bytes);
      const text = bytes.subarray(0, end);
      cutOff = bytes.subarray(end);
      assertText(text, file.name, place);
      const isFirst = place.bytes === 0;
      place.bytes += text.length;
      place.lines += lineFeedsIn(text);
      const shown = isFirst ? withoutByteOrderMarks(text) : text;
      if (shown.length > 0) yield shown;
    }
    assertText(cutOff, file.name, place);
  } catch (error) {
    const reason = whyNotUnzipped(error);
    if (reason === undefined) throw error;
    throw new ImportFileError(file.name, `line ${place.lines + 1}: ${reason}`);
  }
}

async function* unzippedIfNeeded(bytes: AsyncGenerator<Buffer, void>): AsyncGenerator<Buffer, void> {
  const first = await bytes.next();
  if (first.done === true) return;
  const whole = preceded(first.value, bytes);
  if (first.value[0] !== 0x1f || first.value[1] !== 0x8b) return yield* whole;
  // The reader of the unzipped bytes receives the pipeline's errors.
  const unzipped = pipeline(Readable.from(whole), createGunzip(), () => undefined);
  yield* unzipped as AsyncIterable<Buffer>;
}

async function* preceded(first: Buffer, others: AsyncGenerator<Buffer, void>): AsyncGenerator<Buffer, void> {
  yield first;
  yield* others;
}

function whyNotUnzipped(error: unknown): string | undefined {
  const code = errorCode(error) ?? '';
  if (code === 'Z_BUF_ERROR') return 'the gzip data ends in the middle of this line; the file was cut';
  if (code.startsWith('Z_')) return 'the gzip data of this line, or of one close to it, is damaged';
  return undefined;
}

/** The number of bytes at the end that begin a character without finishing it. */
function lengthOfCutOff(bytes: Buffer): number {
  for (let length = 1; length <= Math.min(3, bytes.length); length += 1) {
    const byte = bytes[bytes.length - length] ?? 0;
    if (byte >= 0xc0) return length < lengthOfCharacter(byte) ? length : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
}

function lengthOfCharacter(firstByte: number): number {
  if (firstByte >= 0xf0) return 4;
  return firstByte >= 0xe0 ? 3 : 2;
}

function assertText(bytes: Buffer, name: string, before: { bytes: number; lines: number }): void {
  if (before.bytes === 0 && beginsAsUtf16(bytes)) {
    throw new ImportFileError(name, 'line 1: is UTF-16; the file must be UTF-8, so save it as UTF-8');
  }
  const workbook =
    before.bytes === 0 ? WORKBOOKS.find(({ begins }) => bytes.subarray(0, 4).equals(begins)) : undefined;
  if (workbook) throw new ImportFileError(name, workbook.problem);
  const end = isUtf8(bytes) ? bytes.length : lengthOfUtf8(bytes);
  const zero = bytes.subarray(0, end).indexOf(0);
  const bad = zero < 0 ? end : zero;
  if (bad === bytes.length) return;
  const line = before.lines + lineFeedsIn(bytes.subarray(0, bad)) + 1;
  const problem = `line ${line}: is not UTF-8 text at byte ${before.bytes + bad + 1} of the file`;
  throw new ImportFileError(name, `${problem}; the file must be UTF-8, so save it as UTF-8`);
}

const SAVE_AS_CSV = 'open it in the spreadsheet program and save it as "CSV UTF-8"';

const WORKBOOKS = [
  {
    begins: Buffer.from('PK\u0003\u0004'),
    problem: `is an Excel workbook or another zip archive, not CSV; ${SAVE_AS_CSV}, or unzip it`,
  },
  {
    begins: Buffer.from([0xd0, 0xcf, 0x11, 0xe0]),
    problem: `is an Excel workbook of the old form (.xls), not CSV; ${SAVE_AS_CSV}`,
  },
] as const;

function lineFeedsIn(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) count += 1;
  return count;
}

/** Some programs add a second mark to a file that already has one. */
function withoutByteOrderMarks(bytes: Buffer): Buffer {
  let start = 0;
  while (bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf) start += 3;
  return bytes.subarray(start);
}
