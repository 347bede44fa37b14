import type { Message } from './messages';
import { internalError, refused } from './refusal';

const MOST_CHARACTERS = 256;
const FEWEST_CHARACTERS = 8;
const FEWEST_CLASSES = 3;
const CLASSES = [/[0-9]/, /[A-Z]/, /[a-z]/, /[^a-zA-Z0-9]/];

/** Refuses a password that breaks the shop's rules, and names the first broken rule. */
export function checkPassword(password: string, email: string | null | undefined): void {
  const broken = brokenRule(password);
  if (broken) throw refused(broken);
  // The shop compares the two without checking that there is an address, and fails.
  if (email === null || email === undefined) throw internalError();
  if (password.toLowerCase() === email.toLowerCase()) throw refused({ text: 'passwordIsEmail' });
}

function brokenRule(password: string): Message | null {
  const { length } = Array.from(password);
  if (length > MOST_CHARACTERS) return { text: 'passwordTooLong', parameters: [MOST_CHARACTERS] };
  if (length < FEWEST_CHARACTERS)
    return { text: 'passwordTooShort', parameters: [String(FEWEST_CHARACTERS)] };
  if (/^[ \t\n\r\0\v]|[ \t\n\r\0\v]$/.test(password)) return { text: 'passwordSpaces' };
  const classes = CLASSES.filter((characters) => characters.test(password)).length;
  return classes < FEWEST_CLASSES ? { text: 'passwordClasses', parameters: [String(FEWEST_CLASSES)] } : null;
}
