import { hidePasswords } from '../contract/passwords';

/** Makes a text one that may be logged. */
export type Redact = (text: string) => string;

const HIDDEN = '***';

/** What is hidden by its name, wherever in a log line it stands. */
const NEVER_LOGGED: ReadonlySet<string> = new Set([
  'authorization',
  'token',
  'access_token',
  'client_secret',
  'clientSecret',
  'password',
  'email',
  'firstname',
  'middlename',
  'lastname',
  'dob',
  'addresses',
]);

/** What is hidden by its form, each with what is left of it. */
const NEVER_LOGGED_FORMS: readonly (readonly [form: RegExp, left: string])[] = [
  [/\b(Bearer)\s+[\w.~+/=-]+/gi, `$1 ${HIDDEN}`],
  // A JSON Web Token, which IMS's access tokens are, or a part of one.
  [/\beyJ[\w-]+(?:\.[\w-]*)*/g, HIDDEN],
  // Name and password in the address of a proxy.
  [/(?<=:\/\/)[^\s/@]+@/g, `${HIDDEN}@`],
  // An e-mail address, in a URL's query too.
  [/(?:"[^"\n]{0,64}"|[^\s"<>()[\],;:@]{1,64})(?:@|%40)[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/giu, HIDDEN],
];

/**
 * Hides what is never logged: what has the form of an address or a token, and what the caller knows to be secret or
 * personal, in its own form and in a URL's.
 */
export function createRedaction(known: readonly string[] = []): Redact {
  const forms = [...new Set(known.flatMap((value) => [value, encodeURIComponent(value)]))]
    .filter((value) => value.trim() !== '')
    // The longest first: one may be a part of another.
    .sort((one, other) => other.length - one.length)
    .map((value) => [new RegExp(patternOf(value), 'giu'), HIDDEN] as const);
  return (text) =>
    [...forms, ...NEVER_LOGGED_FORMS].reduce((left, [form, hidden]) => left.replace(form, hidden), text);
}

/** A log line of JSON with every string in it redacted, however deep it stands and whoever put it there. */
export function redactLine(line: string, redact: Redact): string {
  const redacted = JSON.stringify(JSON.parse(line), (key, value: unknown) => {
    if (NEVER_LOGGED.has(key)) return HIDDEN;
    const shown = hidePasswords(key, value);
    return typeof shown === 'string' ? redact(shown) : shown;
  });
  return `${redacted}\n`;
}

/** Below this length a value is hidden only where it stands as a word: a name may be a part of any other. */
const LEAST_UNMISTAKABLE = 8;

function patternOf(value: string): string {
  const literal = value.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  if (value.length >= LEAST_UNMISTAKABLE) return literal;
  return `(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`;
}
