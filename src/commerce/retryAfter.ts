/**
 * Reads `Retry-After` in both of its forms, seconds and HTTP date.
 * @param now the answer's own `Date` where it has one, as the service's clock is not ours
 * @returns milliseconds to wait, or undefined where the header is missing or makes no sense
 */
export function parseRetryAfterMs(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (/^\d+(\.\d+)?$/.test(text)) {
    const waitMs = Number(text) * 1000;
    return Number.isFinite(waitMs) ? waitMs : undefined;
  }
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}
