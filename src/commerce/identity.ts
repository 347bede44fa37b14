import type { GivenNames } from '../contract/givenNames';
import type { Customer } from '../contract/onboarding';

/** The same address: spaces around it and the case of ASCII letters aside. Commerce's search also ignores accents. */
export function isSameAddress(one: string, other: string): boolean {
  return normalizeAddress(one) === normalizeAddress(other);
}

/** Whether a customer has names that this onboarding gives, or gave before it failed and was corrected. */
export function hasOneOf(names: readonly GivenNames[], customer: Customer): boolean {
  return names.some(
    ({ firstname, lastname }) => customer['firstname'] === firstname && customer['lastname'] === lastname,
  );
}

/**
 * How old a customer is by Commerce's own clock, so that ours need not agree with it.
 * @param at Commerce's clock at the answer that told of the customer
 * @returns milliseconds, or undefined where the answer does not tell
 */
export function ageOf(customer: Customer, at: Date | undefined): number | undefined {
  const createdAtMs = createdAt(customer);
  return createdAtMs === undefined || !at ? undefined : at.getTime() - createdAtMs;
}

/**
 * Whether a record is the one that was made, and not another one that got its ID, such as after a reset of the shop:
 * it was created in the same second. Where neither tells when it was, the address decides.
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

/** `YYYY-MM-DD HH:MM:SS`, in UTC where no zone is told. */
function parseUtc(timestamp: string): number {
  const zone = /(?:Z|[+-]\d{2}:?\d{2})$/i.exec(timestamp)?.[0] ?? '';
  const moment = timestamp.slice(0, timestamp.length - zone.length).trimEnd();
  return /\d:\d/.test(moment) ? Date.parse(`${moment.replace(' ', 'T')}${zone || 'Z'}`) : NaN;
}

function normalizeAddress(address: string): string {
  return address.trim().replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
