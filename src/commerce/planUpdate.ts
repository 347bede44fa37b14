import type { Customer, CustomerUpdate, Difference } from '../contract/onboarding';
import { isRecord } from '../contract/isRecord';
import { differencesBetween } from './differences';
import { isSameAddress } from './identity';

/** What is left to do of an update, once the person may have changed the record. */
export interface UpdatePlan {
  /** Fields to send: those that are not as the update wants them. */
  readonly toSend: CustomerUpdate;
  /** Fields that are as the update wants them already. */
  readonly alreadyThere: CustomerUpdate;
  /** Fields that the person changed since the customer was made: they keep the person's value. */
  readonly kept: readonly Difference[];
}

/**
 * Merges an update into a record that may have changed since it was made, field by field. A field whose value is
 * neither the made one nor the wanted one was changed by somebody else, and stays. Commerce leaves fields without a
 * value out of its answers: what the made record does not hold was empty.
 */
export function planUpdate(created: Customer, current: Customer, update: CustomerUpdate): UpdatePlan {
  const toSend: [string, unknown][] = [];
  const alreadyThere: [string, unknown][] = [];
  const kept: Difference[] = [];
  for (const [field, wanted] of Object.entries(update)) {
    if (repeatsIdentity(field, wanted, created)) continue;
    const stored = current[field];
    if (differencesBetween(field, wanted, stored).length === 0) alreadyThere.push([field, wanted]);
    else if (wasChanged(wanted, created[field], stored)) {
      kept.push({ field: `updated.${field}`, sent: wanted, stored: stored ?? null });
    } else toSend.push([field, wanted]);
  }
  return { toSend: Object.fromEntries(toSend), alreadyThere: Object.fromEntries(alreadyThere), kept };
}

/** To repeat the onboarding's own address or website is no request to undo that the person changed it. */
function repeatsIdentity(field: string, wanted: unknown, created: Customer): boolean {
  if (field === 'email') return typeof wanted === 'string' && isSameAddress(wanted, created.email);
  return field === 'website_id' && Number(wanted) === Number(created['website_id']);
}

function wasChanged(wanted: unknown, made: unknown, stored: unknown): boolean {
  if (made === undefined) return isFilledIn(stored);
  return differs(namedPart(wanted, made), namedPart(wanted, stored));
}

/** Lists and objects have values by themselves, as numbers have 0. */
function isFilledIn(stored: unknown): boolean {
  return typeof stored !== 'object' && Boolean(stored);
}

/** In either direction: what was added to a list or an object is a change too. */
function differs(one: unknown, other: unknown): boolean {
  return differencesBetween('', one, other).length > 0 || differencesBetween('', other, one).length > 0;
}

/** Of an object, and of a list of custom attributes, only what the update names: the rest is not touched by it. */
function namedPart(wanted: unknown, value: unknown): unknown {
  if (isRecord(wanted) && isRecord(value)) {
    return Object.fromEntries(Object.entries(value).filter(([name]) => name in wanted));
  }
  const codes = attributeCodes(wanted);
  if (codes.size === 0 || !Array.isArray(value)) return value;
  return value.filter((item) => isRecord(item) && codes.has(item['attribute_code']));
}

/** Of custom attributes in either form. */
export function attributeCodes(wanted: unknown): ReadonlySet<unknown> {
  if (isRecord(wanted)) return new Set(Object.keys(wanted));
  const items: unknown[] = Array.isArray(wanted) ? wanted : [];
  const codes = items.map((item) => (isRecord(item) ? item['attribute_code'] : undefined));
  return new Set(codes.filter((code) => code !== undefined));
}
