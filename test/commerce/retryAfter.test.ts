import { parseRetryAfterMs, readRetryAfter } from '../../src/commerce/retryAfter';

const now = new Date('2026-11-24T12:00:00Z');

test('seconds are read as seconds', () => {
  expect(parseRetryAfterMs('5', now)).toBe(5_000);
  expect(parseRetryAfterMs(' 120 ', now)).toBe(120_000);
});

test("an HTTP date is relative to the service's clock", () => {
  expect(parseRetryAfterMs('Tue, 24 Nov 2026 12:00:30 GMT', now)).toBe(30_000);
});

test('a date in the past asks for no wait', () => {
  expect(parseRetryAfterMs('Tue, 24 Nov 2026 11:00:00 GMT', now)).toBe(0);
});

test('a missing or meaningless header asks for nothing', () => {
  expect(parseRetryAfterMs(undefined, now)).toBeUndefined();
  expect(parseRetryAfterMs('soon', now)).toBeUndefined();
  expect(parseRetryAfterMs('-5 seconds', now)).toBeUndefined();
});

test('an hour is accepted, in seconds and as a date', () => {
  expect(parseRetryAfterMs('3600', now)).toBe(3_600_000);
  expect(parseRetryAfterMs('Tue, 24 Nov 2026 13:00:00 GMT', now)).toBe(3_600_000);
});

test.each([
  ['epoch seconds', '1795521600', 'seconds beyond an hour'],
  ['milliseconds', '30000', 'seconds beyond an hour'],
  ['a year', '31536000', 'seconds beyond an hour'],
  ['more digits than a number has', '9'.repeat(400), 'seconds beyond an hour'],
  ['a date in a year', 'Wed, 24 Nov 2027 12:00:00 GMT', 'a date beyond an hour'],
  ['words', 'soon', 'unreadable'],
  ['words with a number, which a lenient parser takes for a year', 'retry 5', 'unreadable'],
  ['a negative number', '-5', 'unreadable'],
  ['nothing', '', 'unreadable'],
])('%s counts as missing', (_, header, odd) => {
  expect(parseRetryAfterMs(header, now)).toBeUndefined();
  expect(readRetryAfter(header, now)).toEqual({ odd });
});
