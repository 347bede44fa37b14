/** A longer wait is a mistake, such as epoch seconds, milliseconds or a year. */
const LONGEST_RETRY_AFTER_MS = 3_600_000;

/** What is wrong with a `Retry-After`. The set is closed, because each kind is reported once. */
export type OddRetryAfter = 'seconds beyond an hour' | 'a date beyond an hour' | 'unreadable';

/** Milliseconds to wait, or `odd` if the header is unusable and treated as missing. */
export type RetryAfter = { readonly ms: number } | { readonly odd: OddRetryAfter };

const LONGEST_TEXT = 64;
const HTTP_DATE = /^[A-Z][a-z]{2,8},? .*\d{2}:\d{2}:\d{2}/;

/**
 * Reads both forms of `Retry-After`: seconds and HTTP date.
 * @param now the answer's own `Date` if it has one, because the service's clock may differ from ours
 */
export function readRetryAfter(header: string, now: Date): RetryAfter {
  const text = header.slice(0, LONGEST_TEXT).trim();
  if (/^\d+(\.\d+)?$/.test(text)) return believed(Number(text) * 1000, 'seconds beyond an hour');
  const at = HTTP_DATE.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(at)) return { odd: 'unreadable' };
  return believed(Math.max(0, at - now.getTime()), 'a date beyond an hour');
}

/** @returns milliseconds to wait; undefined if the header is missing or unusable */
export function parseRetryAfterMs(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined;
  const read = readRetryAfter(header, now);
  return 'ms' in read ? read.ms : undefined;
}

function believed(ms: number, odd: OddRetryAfter): RetryAfter {
  return ms <= LONGEST_RETRY_AFTER_MS ? { ms } : { odd };
}
