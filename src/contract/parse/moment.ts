import { parseDurationMs } from './durationText';

/** Describes the accepted forms: RFC 3339 with a zone, or an age such as `2h` or `3d`. */
export const MOMENT =
  /^(\d{1,6} *([smhdw]|[SMHDW])|\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d))$/;

/** @returns undefined if the text has neither form */
export function parseMoment(text: string): Date | undefined {
  if (!MOMENT.test(text)) return undefined;
  const ageMs = parseDurationMs(text);
  const at = ageMs === undefined ? Date.parse(text) : Date.now() - ageMs;
  return Number.isNaN(at) ? undefined : new Date(at);
}
