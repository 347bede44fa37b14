import { parseRetryAfterMs } from '../../src/commerce/retryAfter';

const now = new Date('2026-11-24T12:00:00Z');

test('seconds are read as seconds', () => {
  expect(parseRetryAfterMs('5', now)).toBe(5_000);
  expect(parseRetryAfterMs(' 120 ', now)).toBe(120_000);
});

test('an HTTP date is counted from the clock of the service', () => {
  expect(parseRetryAfterMs('Tue, 24 Nov 2026 12:00:30 GMT', now)).toBe(30_000);
});

test('a date that has passed asks for no wait', () => {
  expect(parseRetryAfterMs('Tue, 24 Nov 2026 11:00:00 GMT', now)).toBe(0);
});

test('no header, and one that makes no sense, ask for nothing', () => {
  expect(parseRetryAfterMs(undefined, now)).toBeUndefined();
  expect(parseRetryAfterMs('soon', now)).toBeUndefined();
  expect(parseRetryAfterMs('-5 seconds', now)).toBeUndefined();
});
