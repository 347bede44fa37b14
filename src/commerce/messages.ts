import { isRecord } from '../contract/isRecord';

/** Enough for every message of the services. A failure contains it twice, and the size of a history is limited. */
const MAX_MESSAGE_LENGTH = 4_000;

/** A service's words, cut to the length of a message. */
export function shorten(words: string): string {
  return words.length <= MAX_MESSAGE_LENGTH ? words : `${words.slice(0, MAX_MESSAGE_LENGTH)}…`;
}

/**
 * Commerce's message with its placeholders filled in (`%fieldName` from an object, `%1` from a list), and the
 * messages of its `errors`, one per line.
 * @returns undefined if the body is not in Commerce's form, in which only `message` is certain
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

/** Stops at the length of a message: a template may repeat the longest value a hundred thousand times. */
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

/** Returns the text of a parameter, cut like a message; undefined if no parameter has that name. */
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

/** Commerce's English words for a second customer with the same address; a shop may use another language. */
export function saysDuplicate(message: string): boolean {
  return message === 'A customer with the same email address already exists in an associated website.';
}

/** Refusals on POST that cannot mean that the address is taken, so that no look-up is needed. */
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
 * A 404 about what was sent, and not about the path: Commerce names what it looked for. In any language, the
 * parameters of its message show it.
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

/** For PUT and GET by ID: the parameter names the ID in every language. */
export function saysNoSuchCustomer(json: unknown): boolean {
  if (isRecord(json) && isRecord(json['parameters']) && json['parameters']['fieldName'] === 'customerId')
    return true;
  return messageOf(json)?.startsWith('No such entity with customerId') ?? false;
}

/**
 * A refusal of an update that may mean that the website is missing. Older releases require it, and some of them
 * answer with the words for a duplicate. Other languages use the word "website" too.
 */
export function mayAskForWebsite(json: unknown): boolean {
  return /website/i.test(messageOf(json) ?? '');
}
