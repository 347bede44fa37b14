import { isRecord } from './answer';

/** Enough for every message of the services; a failure holds it twice, and a history has limits. */
const MAX_MESSAGE_LENGTH = 4_000;

/** Words of a service, cut where they are too long to be told. */
export function shorten(words: string): string {
  return words.length <= MAX_MESSAGE_LENGTH ? words : `${words.slice(0, MAX_MESSAGE_LENGTH)}…`;
}

/**
 * Commerce's message with its template filled in (`%fieldName` from an object, `%1` from a list), and the
 * messages of `errors` below it.
 * @returns undefined where the body is not in Commerce's form; only `message` is certain
 */
export function messageOf(json: unknown): string | undefined {
  if (!isRecord(json) || typeof json['message'] !== 'string' || json['message'] === '') return undefined;
  const errors = Array.isArray(json['errors'])
    ? json['errors'].map(messageOf).filter((text) => text !== undefined)
    : [];
  return shorten([fill(json['message'], json['parameters']), ...errors].join('\n'));
}

function fill(template: string, parameters: unknown): string {
  const values = new Map<string, unknown>(
    Array.isArray(parameters)
      ? parameters.map((value, index) => [String(index + 1), value])
      : Object.entries(isRecord(parameters) ? parameters : {}),
  );
  return template.replace(/%(\w+)/g, (placeholder, name: string) => {
    const value = values.get(name);
    const parts = (Array.isArray(value) ? value : [value]) as unknown[];
    return parts.every(isScalar) ? parts.join(', ') : placeholder;
  });
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** The refusal of a second customer of one address, in English; a shop may speak another language. */
export function saysDuplicate(message: string): boolean {
  return message === 'A customer with the same email address already exists in an associated website.';
}

/** Refusals on POST that say nothing about whether the address is taken: each is known, and no look is needed. */
const OTHER_REFUSALS: readonly RegExp[] = [
  /^The password /,
  /^Minimum of different classes of characters in password /,
  /^Please enter a password with at most /,
  /^".*" is a required value\.$/m,
  /^".*" is required\. Enter and try again\.$/m,
  /^(First|Middle|Last) Name is not valid!$/m,
  /^"Email" (is not|uses|does not|cannot)/m,
  /^The customer email is missing\./,
  /^".*" is not supported\. Correct the field name and try again\.$/,
  /^Error occurred during ".*" processing\./,
  /^The store view is not in the associated website\.$/,
  /^The specified customer group id does not exist\.$/,
  /^Attribute .* does not contain option with Id /,
  /^Invalid date$/,
  /^The Date of Birth should not be greater than today\.$/m,
  /^The ".*" attribute value is empty\./m,
  /^Invalid value of ".*" provided for the .* field\.$/m,
  /^One or more input exceptions have occurred\./,
  /^Decoding error\.$/,
];

export function saysOtherRefusal(message: string): boolean {
  return OTHER_REFUSALS.some((refusal) => refusal.test(message));
}

/**
 * A 404 that is about what was sent, and not about the way to it: Commerce names what it looked for, in any
 * language by the parameters of its message.
 */
export function isNotFoundOfSent(json: unknown): boolean {
  const message = messageOf(json);
  if (message === undefined || !isRecord(json)) return false;
  const { parameters } = json;
  if (Array.isArray(parameters) ? parameters.length > 0 : isRecord(parameters) && 'fieldName' in parameters)
    return true;
  return (
    /^The (store|website|group)( with id \S+)? that was requested wasn't found\./.test(message) ||
    message.startsWith('No such entity')
  );
}

/** PUT and GET by ID: the parameter names the ID in every language. */
export function saysNoSuchCustomer(json: unknown): boolean {
  if (isRecord(json) && isRecord(json['parameters']) && json['parameters']['fieldName'] === 'customerId')
    return true;
  return messageOf(json)?.startsWith('No such entity with customerId') ?? false;
}

/**
 * A refusal of an update that may be for want of the website: older releases ask for it, some with the words for a
 * duplicate. It is called a website in other languages too.
 */
export function mayAskForWebsite(json: unknown): boolean {
  return /website/i.test(messageOf(json) ?? '');
}
