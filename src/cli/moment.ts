import { msToNumber } from '@temporalio/common/lib/time';
import { InvalidArgumentError } from 'commander';

/** Reads a moment: RFC 3339 with its zone, or an age such as `2h` or `3d`. For an option of commander. */
export function parseMoment(text: string): Date {
  if (/^\d+ *(s|m|h|d|w)$/i.test(text)) {
    return new Date(Date.now() - msToNumber(text));
  }
  const at = RFC_3339.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(at)) return new Date(at);
  throw new InvalidArgumentError(
    'It must be an age such as 2h or 3d, or a time such as 2026-11-24T18:00:00Z.',
  );
}

const RFC_3339 = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;
