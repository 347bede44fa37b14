import { z } from 'zod';

/** Commerce accepts other forms too, but misreads some of them: 33238 is a day in 1970. */
export const dateOfBirthSchema = z
  .string()
  .refine((text) => text === '' || isDay(text), {
    error: 'must be a day that exists, as YYYY-MM-DD, such as 1990-01-31',
  })
  .meta({ pattern: '^([1-9][0-9]{3}-[0-9]{2}-[0-9]{2})?$' });

function isDay(text: string): boolean {
  if (!/^[1-9]\d{3}-\d\d-\d\d$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
