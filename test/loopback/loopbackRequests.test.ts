import fc from 'fast-check';
import { findForeignRequest, isLoopback, isLoopbackAddress } from '../../src/loopback';

const HOST = '127.0.0.1:8088';
const FROM_OWN_PAGE = { origin: `http://${HOST}`, 'sec-fetch-site': 'same-origin' };
const OPENS_LINK = {
  'sec-fetch-site': 'cross-site',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
};

test.each<[string, string, Record<string, string>]>([
  ['a program', 'POST', {}],
  ['a page of the server itself', 'POST', FROM_OWN_PAGE],
  ['a page of the server itself, behind TLS', 'POST', { origin: `https://${HOST}` }],
  ['a person who types the address', 'GET', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }],
  ['a person who opens a link on a page', 'GET', OPENS_LINK],
  ['a page of an allowed origin', 'POST', { origin: 'http://127.0.0.1:8233', 'sec-fetch-site': 'same-site' }],
])('%s passes', (_, method, headers) => {
  const request = { method, headers: { host: HOST, ...headers } };
  expect(findForeignRequest(request, ['http://127.0.0.1:8233'])).toBeUndefined();
});

test.each<[string, string, Record<string, string>]>([
  ['a page of another site', 'POST', { origin: 'http://evil.example' }],
  ['a page of another port', 'POST', { origin: 'http://127.0.0.1:9999', 'sec-fetch-site': 'same-site' }],
  ['a page of another scheme and port', 'POST', { origin: 'https://127.0.0.1' }],
  ['a page whose origin only begins the same', 'POST', { origin: `http://${HOST}0` }],
  ['a page in a sandbox, or a file', 'POST', { origin: 'null' }],
  [
    'an image on a page of another site',
    'GET',
    { ...OPENS_LINK, 'sec-fetch-dest': 'image', 'sec-fetch-mode': 'no-cors' },
  ],
  [
    'an image on a page of another port',
    'GET',
    { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' },
  ],
  ['a frame on a page of another site', 'GET', { ...OPENS_LINK, 'sec-fetch-dest': 'iframe' }],
  ['a form on a page of another site', 'POST', OPENS_LINK],
])('%s does not pass', (_, method, headers) => {
  expect(findForeignRequest({ method, headers: { host: HOST, ...headers } })).toBe('foreignPage');
});

test.each([
  '127.0.0.1',
  '127.0.0.1:1',
  '127.8.9.10:8088',
  'localhost:8088',
  'LOCALHOST',
  '[::1]:8088',
  '[::1]',
])('the host %s is this machine', (host) => {
  expect(findForeignRequest({ method: 'GET', headers: { host } })).toBeUndefined();
});

test.each([
  'evil.example',
  'evil.example:8088',
  'localhost.evil.example',
  'evil-localhost',
  '127.0.0.1.evil.example:8088',
  '127.0.0.1@evil.example',
  'evil.example@127.0.0.1',
  'evil.example#127.0.0.1',
  '192.168.0.1:8088',
  '0.0.0.0:8088',
  '[::]:8088',
  '[::ffff:7f00:1]:8088',
  '2130706433:8088',
  '::1',
  'local host',
  '',
])('the host "%s" is not, with any sender', (host) => {
  for (const headers of [{}, { origin: `http://${host}`, 'sec-fetch-site': 'same-origin' }, OPENS_LINK]) {
    expect(findForeignRequest({ method: 'GET', headers: { host, ...headers } })).toBe('foreignHost');
  }
});

test('a request without a Host header does not pass', () => {
  expect(findForeignRequest({ method: 'GET', headers: {} })).toBe('foreignHost');
});

test('no domain passes, whichever page sends the request', () => {
  fc.assert(
    fc.property(fc.domain(), fc.nat(65_535), fc.boolean(), (domain, port, isOwnPage) => {
      const host = `${domain}:${port}`;
      const headers = {
        host,
        ...(isOwnPage && { origin: `http://${host}`, 'sec-fetch-site': 'same-origin' }),
      };
      return findForeignRequest({ method: 'POST', headers }, [`http://${host}`]) === 'foreignHost';
    }),
  );
});

test("only the server's own origin and the allowed ones pass", () => {
  const allowed = ['https://temporal.example.com'];
  fc.assert(
    fc.property(fc.webUrl(), (url) => {
      const { origin } = new URL(url);
      const headers = { host: HOST, origin };
      return (
        (findForeignRequest({ method: 'POST', headers }, allowed) === undefined) === allowed.includes(origin)
      );
    }),
  );
});

test.each([
  ['127.0.0.1', true],
  ['127.255.255.254', true],
  ['::1', true],
  ['localhost', true],
  ['0.0.0.0', false],
  ['::', false],
  ['127.0.0.1.example.com', false],
  ['example.com', false],
])('listening on %s is loopback: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});

test.each(['localhost', 'localhost:7233', '127.0.0.1:7233', '[::1]:7233', '[::1]'])(
  '%s is an address of this machine',
  (address) => expect(isLoopbackAddress(address)).toBe(true),
);

test.each(['temporal.example.com:7233', 'localhost.example.com:7233', '128.0.0.1:7233', '[::2]:7233', ''])(
  '%p is not',
  (address) => expect(isLoopbackAddress(address)).toBe(false),
);
