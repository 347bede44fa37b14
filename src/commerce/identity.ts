import type { GivenNames } from '../contract/givenNames';
import type { Customer } from '../contract/onboarding';

/**
 * Compares addresses without surrounding spaces and without the case of ASCII letters. Commerce's search also ignores
 * accents.
 */
export function isSameAddress(one: string, other: string): boolean {
  return normalizeAddress(one) === normalizeAddress(other);
}

/** Whether a customer has the names that this onboarding gives, or gave before it failed and was corrected. */
export function hasOneOf(names: readonly GivenNames[], customer: Customer): boolean {
  return names.some(
    ({ firstname, lastname }) => customer['firstname'] === firstname && customer['lastname'] === lastname,
  );
}

/**
 * A customer's age by Commerce's own clock, so that ours need not agree with it.
 * @param at Commerce's clock at the answer that contained the customer
 * @returns milliseconds; undefined if the answer has no times
 */
export function ageOf(customer: Customer, at: Date | undefined): number | undefined {
  const createdAtMs = createdAt(customer);
  return createdAtMs === undefined || !at ? undefined : at.getTime() - createdAtMs;
}

/**
 * Whether a record is the one that was made, and not another one with the same ID, for example after the shop was
 * reset: both have the same creation time. If one of them has none, the address decides.
 */
export function isSameRecord(made: Customer, current: Customer): boolean {
  if (made.id !== current.id) return false;
  const [madeAt, currentAt] = [createdAt(made), createdAt(current)];
  if (madeAt === undefined && currentAt === undefined) return isSameAddress(made.email, current.email);
  return madeAt === currentAt;
}

/** By Commerce's clock, in milliseconds since the epoch. */
function createdAt({ created_at: moment }: Customer): number | undefined {
  const atMs = typeof moment === 'string' ? parseUtc(moment.trim()) : NaN;
  return Number.isNaN(atMs) ? undefined : atMs;
}

/** `YYYY-MM-DD HH:MM:SS`, in UTC if it has no zone. */
function parseUtc(timestamp: string): number {
  const zone = /(?:Z|[+-]\d{2}:?\d{2})$/i.exec(timestamp)?.[0] ?? '';
  const moment = timestamp.slice(0, timestamp.length - zone.length).trimEnd();
  return /\d:\d/.test(moment) ? Date.parse(`${moment.replace(' ', 'T')}${zone || 'Z'}`) : NaN;
}

function normalizeAddress(address: string): string {
  return address.trim().replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
