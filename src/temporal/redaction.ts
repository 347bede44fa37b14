import { hidePasswords } from '../contract/passwords';

/** Makes a text safe to log. */
export type Redact = (text: string) => string;

const HIDDEN = '***';

/** Hidden by name, wherever it appears in a log line. */
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

/** Hidden by form, each with its replacement. */
const NEVER_LOGGED_FORMS: readonly (readonly [form: RegExp, left: string])[] = [
  [/\b(Bearer)\s+[\w.~+/=-]+/gi, `$1 ${HIDDEN}`],
  // A JSON Web Token, such as an access token of IMS, or a part of one.
  [/\beyJ[\w-]+(?:\.[\w-]*)*/g, HIDDEN],
  // User name and password in the URL of a proxy.
  [/(?<=:\/\/)[^\s/@]+@/g, `${HIDDEN}@`],
  // An email address, also in the query of a URL.
  [/(?:"[^"\n]{0,64}"|[^\s"<>()[\],;:@]{1,64})(?:@|%40)[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/giu, HIDDEN],
];

/**
 * Hides what must never be logged: email addresses and tokens by their form, and the caller's secret or personal
 * values, also URL-encoded.
 */
export function createRedaction(known: readonly string[] = []): Redact {
  const forms = [...new Set(known.flatMap((value) => [value, encodeURIComponent(value)]))]
    .filter((value) => value.trim() !== '')
    // Longest first: one value may be part of another.
    .sort((one, other) => other.length - one.length)
    .map((value) => [new RegExp(patternOf(value), 'giu'), HIDDEN] as const);
  return (text) =>
    [...forms, ...NEVER_LOGGED_FORMS].reduce((left, [form, hidden]) => left.replace(form, hidden), text);
}

/** A JSON log line with every string in it redacted, at any depth. */
export function redactLine(line: string, redact: Redact): string {
  const redacted = JSON.stringify(JSON.parse(line), (key, value: unknown) => {
    if (NEVER_LOGGED.has(key)) return HIDDEN;
    const shown = hidePasswords(key, value);
    return typeof shown === 'string' ? redact(shown) : shown;
  });
  return `${redacted}\n`;
}

/** A shorter value is hidden only as a whole word: a short name may be part of other words. */
const LEAST_UNMISTAKABLE = 8;

function patternOf(value: string): string {
  const literal = value.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  if (value.length >= LEAST_UNMISTAKABLE) return literal;
  return `(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`;
}
