import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import { isRecord } from '../contract/isRecord';

type Decode = (bytes: Uint8Array, options: { maxOutputLength: number }) => Promise<Uint8Array>;

const DECODERS: Readonly<Record<string, Decode>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  // Some services send raw deflate data, some the zlib format that the standard requires.
  deflate: async (bytes, options) => await promisify(isZlib(bytes) ? inflate : inflateRaw)(bytes, options),
  br: promisify(brotliDecompress),
};

/** No real service encodes an answer more often, and each pass can cost as much as the largest answer. */
const MOST_CODINGS = 3;

/** The body of an answer has an unknown encoding, is damaged or is too large. */
export class ContentCodingError extends Error {
  override readonly name = 'ContentCodingError';
}

/**
 * Decodes a body by its `Content-Encoding`. Requests ask for no encoding, but some services encode anyway.
 * @param maxBytes limit for the decoded body
 * @throws ContentCodingError, whose message repeats nothing of the body
 */
export async function decodeContent(
  bytes: Uint8Array,
  header: string,
  maxBytes: number,
): Promise<Uint8Array> {
  const codings = header
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (bytes.length === 0) return bytes;
  if (codings.length > MOST_CODINGS) throw new ContentCodingError('the answer is coded too many times');
  let decoded = bytes;
  for (const coding of codings.reverse()) {
    const decode = Object.hasOwn(DECODERS, coding) ? DECODERS[coding] : undefined;
    if (!decode) throw new ContentCodingError('the answer is coded in a way that was not asked for');
    decoded = await decode(decoded, { maxOutputLength: maxBytes }).catch((error: unknown) => {
      const isTooLarge = isRecord(error) && error['code'] === 'ERR_BUFFER_TOO_LARGE';
      throw new ContentCodingError(
        isTooLarge ? `the answer is larger than ${maxBytes / 1024} KiB` : 'the answer cannot be decoded',
      );
    });
  }
  return decoded;
}

function isZlib([first = 0, second = 0]: Uint8Array): boolean {
  return (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0;
}
