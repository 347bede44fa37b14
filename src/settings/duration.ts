import { durationMs, parseDurationMs } from '../contract/parse/durationText';
import type { ParseText } from './setting';

type DurationText = `${number}${'ms' | 's' | 'm' | 'h' | 'd' | ' day' | ' days'}`;

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
    const valueMs = parseDurationMs(text);
    if (valueMs === undefined) {
      return {
        ok: false,
        problem: 'is no duration; write a number and a unit, such as "500ms", "5s", "1m" or "24h"',
      };
    }
    if (Number.isInteger(valueMs) && valueMs >= durationMs(least) && valueMs <= durationMs(most)) {
      return { ok: true, value: valueMs };
    }
    return { ok: false, problem: `is out of range; it must be whole milliseconds, from ${least} to ${most}` };
  };
}

function example(number: string): string {
  return /^\d+$/.test(number) ? `"${number}s" or "${number}ms"` : '"5s"';
}
