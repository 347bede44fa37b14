import { emailMistakes } from './emailAddress';
import type { CustomerValues } from './fields';
import type { Label, Message } from './messages';
import { refused, refusedInLines } from './refusal';

const GROUPS = new Set([0, 1, 2, 3]);
const GENDERS = new Set([1, 2, 3]);
const NAME = /^[\p{L}\p{M}\p{Nd},\-_.'’`&\s]{1,255}$/u;

/** Refuses an unknown group. */
export function checkGroup({ group_id }: CustomerValues): void {
  if (group_id && !GROUPS.has(group_id)) throw refused({ text: 'groupNotFound' });
}

/**
 * Refuses a customer without a name, or with an invalid field: all mistakes together, one per line.
 * `today` is `YYYY-MM-DD`.
 */
export function checkFields(
  customer: CustomerValues & { readonly email: string },
  { today, websiteIsMissing = false }: { readonly today: string; readonly websiteIsMissing?: boolean },
): void {
  const mistakes: Message[] = [
    ...(websiteIsMissing ? [requiredValue('website')] : []),
    ...(customer.firstname ? [] : [requiredValue('firstname')]),
    ...(customer.lastname ? [] : [requiredValue('lastname')]),
    ...nameMistakes(customer),
    ...emailMistakes(customer.email),
    ...genderMistakes(customer),
  ];
  if (customer.dob && customer.dob > today) mistakes.push({ text: 'dateOfBirthInFuture' });
  if (mistakes.length > 0) throw refusedInLines(mistakes);
}

/** What the shop's own "validate" reports: only empty fields. */
export function emptyFields(customer: CustomerValues): Message[] {
  const needed = [
    ['website', customer.website_id],
    ['group', customer.group_id],
    ['firstname', customer.firstname],
    ['lastname', customer.lastname],
    ['email', customer.email],
  ] as const;
  return needed
    .filter(([, value]) => value === undefined || value === null || value === '')
    .map(([label]) => ({ text: 'valueEmpty', parameters: [{ label }] }));
}

function nameMistakes(customer: CustomerValues): Message[] {
  const names = ['firstname', 'lastname', 'middlename'] as const;
  return names
    .filter((name) => customer[name] && !NAME.test(customer[name]))
    .map((name) => ({ text: 'nameNotValid', parameters: [{ label: name }] }));
}

function genderMistakes({ gender }: CustomerValues): Message[] {
  if (!gender || GENDERS.has(gender)) return [];
  return [{ text: 'optionNotFound', parameters: ['gender', gender] }];
}

function requiredValue(label: Label): Message {
  return { text: 'requiredValue', parameters: [{ label }] };
}
