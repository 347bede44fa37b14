import { isRecord } from '../contract/isRecord';

/** Enough for every message of the services; a failure holds it twice, and a history has limits. */
const MAX_MESSAGE_LENGTH = 4_000;

/** Words of a service, cut where they are too long to be told. */
export function shorten(words: string): string {
  return words.length <= MAX_MESSAGE_LENGTH ? words : `${words.slice(0, MAX_MESSAGE_LENGTH)}…`;
}

/**
 * Commerce's message with its template filled in (`%fieldName` from an object, `%1` from a list), and the messages of
 * its `errors`, a line each.
 * @returns undefined where the body is not in Commerce's form; only `message` is certain
 */
export function messageOf(json: unknown): string | undefined {
  if (!isRecord(json) || typeof json['message'] !== 'string' || json['message'] === '') return undefined;
  const errors: unknown[] = Array.isArray(json['errors']) ? json['errors'] : [];
  let words = '';
  for (const [index, error] of [json, ...errors].entries()) {
    if (!isRecord(error) || typeof error['message'] !== 'string' || error['message'] === '') continue;
    words += `${index === 0 ? '' : '\n'}${fill(error['message'], error['parameters'])}`;
    if (words.length > MAX_MESSAGE_LENGTH) break;
  }
  return shorten(words);
}

/** No longer than what is told of it: a template may name the longest of values a hundred thousand times. */
function fill(template: string, parameters: unknown): string {
  const valueOf = valuesIn(parameters);
  let filled = '';
  let end = 0;
  for (const { 0: placeholder, 1: name = '', index } of template.matchAll(/%(\w+)/g)) {
    filled += template.slice(end, index) + (valueOf(name) ?? placeholder);
    end = index + placeholder.length;
    if (filled.length > MAX_MESSAGE_LENGTH) return filled;
  }
  return filled + template.slice(end);
}

/** The text of a parameter, cut like a message; undefined where there is none of that name. */
function valuesIn(parameters: unknown): (name: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (name) => {
    if (!known.has(name)) known.set(name, textOf(memberOf(parameters, name)));
    return known.get(name);
  };
}

function memberOf(parameters: unknown, name: string): unknown {
  if (Array.isArray(parameters)) return parameters[Number(name) - 1];
  return isRecord(parameters) && Object.hasOwn(parameters, name) ? parameters[name] : undefined;
}

function textOf(value: unknown): string | undefined {
  const parts: unknown[] = Array.isArray(value) ? value : [value];
  return parts.every(isScalar) ? shorten(parts.join(', ')) : undefined;
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
  /^Invalid value of ".*" provided for the \S+ field\.$/m,
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
