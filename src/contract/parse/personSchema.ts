import { z } from 'zod';

// The patterns are part of the published JSON Schema, so they use only what regular expressions of other languages
// support. Each accepts the empty text, which has its own message.
const CONTROL = String.raw`\u0000-\u001f\u007f-\u009f\u2028\u2029`;
const INVISIBLE = String.raw`\s\u200b-\u200f\u2060\ufeff${CONTROL}`;

const BASIC_PLANE_ONLY = new RegExp(String.raw`^[\u0000-\ud7ff\ue000-\uffff]*$`);
const MORE_THAN_SPACES = new RegExp(`^$|[^${INVISIBLE}]`);
const CLEAN = new RegExp(`^([^${INVISIBLE}]([^${CONTROL}]*[^${INVISIBLE}])?)?$`);
const TWO_SIDES = /^$|^[\s\S]+@[\s\S]+$/;

/** Commerce validates the form of an address; this refuses what Commerce would accept and damage. */
export const emailSchema = text('the e-mail address of the customer')
  .min(1, { error: 'must not be empty; give the e-mail address of the customer' })
  .regex(CLEAN, { error: 'must have no spaces around it and no control characters in it; remove them' })
  .regex(TWO_SIDES, { error: 'must be an e-mail address, with something on both sides of an @' })
  .regex(BASIC_PLANE_ONLY, { error: beyondBasicPlane('an e-mail address') });

/** A name that may be empty, which clears it. */
export const nameSchema = text('the name')
  .regex(MORE_THAN_SPACES, { error: 'must hold more than spaces; give the name' })
  .regex(BASIC_PLANE_ONLY, { error: beyondBasicPlane('a name') });

export const requiredNameSchema = nameSchema.min(1, { error: 'must not be empty; give the name' });

/** Commerce accepts other forms too, but misreads some of them: 33238 is a day in 1970. */
export const dateOfBirthSchema = z
  .string()
  .refine((text) => text === '' || isDay(text), {
    error: 'must be a day that exists, as YYYY-MM-DD, such as 1990-01-31',
  })
  .meta({ pattern: '^([1-9][0-9]{3}-[0-9]{2}-[0-9]{2})?$' });

function text(what: string) {
  return z.string({ error: ({ input }) => (input === undefined ? `is missing; give ${what}` : undefined) });
}

function beyondBasicPlane(what: string): string {
  return `must be ${what} without emoji and other characters beyond U+FFFF; Commerce stores "????" for them`;
}

function isDay(text: string): boolean {
  if (!/^[1-9]\d{3}-\d\d-\d\d$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
