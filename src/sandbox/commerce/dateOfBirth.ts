import { refused } from './refusal';

/**
 * A date of birth in the shop's form, `YYYY-MM-DD`, from any form that it reads: its own, American order, German and
 * ISO forms, month names, seconds since 1970. Refuses anything else.
 */
export function dateOfBirth(text: string): string | null {
  if (text === '') return null;
  const date = /^\d+$/.test(text) ? fromSeconds(Number(text)) : (fromDigits(text) ?? fromWords(text));
  if (!date || Number.isNaN(date.getTime())) throw refused({ text: 'invalidDate' });
  return date.toISOString().slice(0, 10);
}

function fromSeconds(seconds: number): Date {
  return new Date(seconds * 1000);
}

function fromDigits(text: string): Date | null {
  const yearFirst = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?$/.exec(text);
  if (yearFirst) return calendarDate(yearFirst[1], yearFirst[2], yearFirst[3]);
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4}|\d{2})$/.exec(text);
  if (american) return calendarDate(american[3], american[1], american[2]);
  const dayFirst = /^(\d{1,2})[.-](\d{1,2})[.-](\d{4})$/.exec(text);
  return dayFirst ? calendarDate(dayFirst[3], dayFirst[2], dayFirst[1]) : null;
}

function fromWords(text: string): Date | null {
  const named = /[a-z]{3}/i.test(text) && /\d{4}/.test(text);
  return named ? new Date(`${text} UTC`) : null;
}

/** A day beyond the end of its month runs over into the next month: 30 February is 2 March. */
function calendarDate(year = '', month = '', day = ''): Date | null {
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > 31) return null;
  return new Date(Date.UTC(fullYear(year), Number(month) - 1, Number(day)));
}

/** For two digits, the latest year that is at most twenty years ahead. */
function fullYear(year: string): number {
  if (year.length > 2) return Number(year);
  const thisYear = new Date().getUTCFullYear();
  const inThisCentury = thisYear - (thisYear % 100) + Number(year);
  return inThisCentury > thisYear + 20 ? inThisCentury - 100 : inThisCentury;
}
