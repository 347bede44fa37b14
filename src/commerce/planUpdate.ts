import type { Customer, CustomerUpdate, Difference } from '../contract/onboarding';
import { isRecord } from '../contract/isRecord';
import { differencesBetween } from './differences';
import { isSameAddress } from './identity';

/** What is left to do for an update if the person may have changed the record. */
export interface UpdatePlan {
  /** The fields whose stored value differs from the wanted one. */
  readonly toSend: CustomerUpdate;
  /** Fields that already have the wanted value. */
  readonly alreadyThere: CustomerUpdate;
  /** Fields that the person changed since the customer was made: they keep the person's value. */
  readonly kept: readonly Difference[];
}

/**
 * Merges an update, field by field, into a record that may have changed since it was made. If a field has neither the
 * original nor the wanted value, somebody else changed it, and it stays. Commerce leaves out fields without a value:
 * a field that the original record lacks was empty.
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

/** An update that repeats the onboarding's own address or website does not ask to undo the person's change of it. */
function repeatsIdentity(field: string, wanted: unknown, created: Customer): boolean {
  if (field === 'email') return typeof wanted === 'string' && isSameAddress(wanted, created.email);
  return field === 'website_id' && Number(wanted) === Number(created['website_id']);
}

function wasChanged(wanted: unknown, made: unknown, stored: unknown): boolean {
  if (made === undefined) return isFilledIn(stored);
  return differs(namedPart(wanted, made), namedPart(wanted, stored));
}

/** Lists and objects have their own values, as numbers have 0. */
function isFilledIn(stored: unknown): boolean {
  return typeof stored !== 'object' && Boolean(stored);
}

/** Compares in both directions: an addition to a list or an object is a change too. */
function differs(one: unknown, other: unknown): boolean {
  return differencesBetween('', one, other).length > 0 || differencesBetween('', other, one).length > 0;
}

/** Only the members of an object, or the custom attributes, that the update names: it does not touch the rest. */
function namedPart(wanted: unknown, value: unknown): unknown {
  if (isRecord(wanted) && isRecord(value)) {
    return Object.fromEntries(Object.entries(value).filter(([name]) => name in wanted));
  }
  const codes = attributeCodes(wanted);
  if (codes.size === 0 || !Array.isArray(value)) return value;
  return value.filter((item) => isRecord(item) && codes.has(item['attribute_code']));
}

/** The codes of custom attributes in either form. */
export function attributeCodes(wanted: unknown): ReadonlySet<unknown> {
  if (isRecord(wanted)) return new Set(Object.keys(wanted));
  const items: unknown[] = Array.isArray(wanted) ? wanted : [];
  const codes = items.map((item) => (isRecord(item) ? item['attribute_code'] : undefined));
  return new Set(codes.filter((code) => code !== undefined));
}
