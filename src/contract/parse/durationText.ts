const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const UNITS: readonly { readonly names: RegExp; readonly ms: number }[] = [
  { names: /^(milliseconds?|msecs?|ms)$/i, ms: 1 },
  { names: /^(seconds?|secs?|s)$/i, ms: SECOND_MS },
  { names: /^(minutes?|mins?|m)$/i, ms: MINUTE_MS },
  { names: /^(hours?|hrs?|h)$/i, ms: HOUR_MS },
  { names: /^(days?|d)$/i, ms: DAY_MS },
  { names: /^(weeks?|w)$/i, ms: 7 * DAY_MS },
  { names: /^(years?|yrs?|y)$/i, ms: 365.25 * DAY_MS },
];

const LONGEST_TEXT = 100;

/** Reads a duration as Temporal writes it, such as `5s`, `1 minute` or `24h`. @returns undefined if the text is not a number with a unit */
export function parseDurationMs(text: string): number | undefined {
  if (text.length > LONGEST_TEXT) return undefined;
  const [, number = '', name = ''] = /^(-?(?:\d+(?:\.\d+)?|\.\d+)) *([a-z]+)$/i.exec(text) ?? [];
  const unit = UNITS.find(({ names }) => names.test(name));
  return unit && Number(number) * unit.ms;
}

/** The same of a text that is known to be a duration. @throws TypeError if it is not */
export function durationMs(text: string): number {
  const ms = parseDurationMs(text);
  if (ms === undefined) throw new TypeError(`${text} is not a duration`);
  return ms;
}
