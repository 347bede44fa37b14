import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { ContentCodingError, decodeContent } from '../../src/commerce/contentCoding';
import { HttpClient } from '../../src/commerce/httpClient';
import { unlimited } from '../../src/commerce/pace';
import { anAttempt } from './tenant';

const LIMIT = 512 * 1024;
const CODE = {
  gzip: gzipSync,
  'x-gzip': gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
} as const;

test('a body is decoded from any coding, and from several', async () => {
  const codings = fc.array(fc.constantFrom(...(Object.keys(CODE) as (keyof typeof CODE)[])), {
    maxLength: 3,
  });
  await fc.assert(
    fc.asyncProperty(codings, fc.uint8Array({ minLength: 1 }), async (chosen, body) => {
      const coded = chosen.reduce((bytes, coding) => CODE[coding](bytes), Buffer.from(body));
      const decoded = await decodeContent(coded, chosen.join(', ').toUpperCase(), LIMIT);
      expect(Buffer.from(decoded).equals(Buffer.from(body))).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test('deflate without the zlib format is decoded too', async () => {
  const decoded = await decodeContent(deflateRawSync('{"id":1}'), 'deflate', LIMIT);
  expect(Buffer.from(decoded).toString()).toBe('{"id":1}');
});

test.each([
  [
    'a small body that becomes a large one',
    gzipSync(Buffer.alloc(50 * 1024 * 1024)),
    'gzip',
    /larger than 512 KiB/,
  ],
  [
    'the same within another',
    gzipSync(gzipSync(Buffer.alloc(50 * 1024 * 1024))),
    'gzip, gzip',
    /larger than 512 KiB/,
  ],
  ['a body that is cut off', gzipSync(randomBytes(100)).subarray(0, 50), 'gzip', /cannot be decoded/],
  ['a body that is not coded', Buffer.from('{}'), 'br', /cannot be decoded/],
  ['a coding that is not known', Buffer.from('{}'), 'zstd', /not asked for/],
  ['a coding with the name of a member of every object', Buffer.from('{}'), 'constructor', /not asked for/],
  ['too many codings', Buffer.from('{}'), 'gzip,gzip,gzip,gzip', /too many times/],
])('%s is refused', async (_, bytes, header, message) => {
  const decoding = decodeContent(bytes, header, LIMIT);
  await expect(decoding).rejects.toThrow(message);
  await expect(decoding).rejects.toBeInstanceOf(ContentCodingError);
});

test.each([
  ['decoded', gzipSync('{"id":1}'), { kind: 'answered', status: 200, json: { id: 1 } }],
  [
    'unknown where it is damaged',
    Buffer.from('{"id":1}'),
    { kind: 'unanswered', reason: 'the answer cannot be decoded' },
  ],
])('an answer that is coded without being asked for is %s', async (_, body, expected) => {
  const server = createServer((__, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'application/json' }).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const http = new HttpClient({ connectTimeoutMs: 5_000, requestTimeoutMs: 5_000, pace: unlimited });
  const url = new URL(`http://127.0.0.1:${port}/`);
  const answer = await http.send({ kind: 'search', method: 'GET', url, headers: {} }, anAttempt());
  expect(answer).toMatchObject(expected);
  await http.close();
  server.close();
});
