import type { Duration } from '@temporalio/common';
import { msToNumber } from '@temporalio/common/lib/time';
import type { ParseText } from './setting';

/** A duration in Temporal's form, such as `5s`, `1 minute` or `24h`. */
export type DurationText = Extract<Duration, string>;

export interface DurationLimits {
  /** Default `1ms`; `0ms` allows a duration of zero. */
  least?: DurationText;
  most: DurationText;
}

/** Parses Temporal's durations to milliseconds. Refuses a number without a unit, because it may mean seconds. */
export function duration({ least = '1ms', most }: DurationLimits): ParseText<number> {
  return (text) => {
    if (/^-?[\d.]+$/.test(text)) {
      return { ok: false, problem: `has no unit; write a number and a unit, such as ${example(text)}` };
    }
    if (!isDurationText(text)) {
      return {
        ok: false,
        problem: 'is no duration; write a number and a unit, such as "500ms", "5s", "1m" or "24h"',
      };
    }
    const valueMs = msToNumber(text);
    if (Number.isInteger(valueMs) && valueMs >= msToNumber(least) && valueMs <= msToNumber(most)) {
      return { ok: true, value: valueMs };
    }
    return { ok: false, problem: `is out of range; it must be whole milliseconds, from ${least} to ${most}` };
  };
}

function example(number: string): string {
  return /^\d+$/.test(number) ? `"${number}s" or "${number}ms"` : '"5s"';
}

const UNIT =
  /^-?(?:\d+(?:\.\d+)?|\.\d+) *(milliseconds?|msecs?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w|years?|yrs?|y)$/i;

function isDurationText(text: string): text is DurationText {
  return text.length <= 100 && UNIT.test(text);
}
