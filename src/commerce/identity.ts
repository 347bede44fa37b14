import type { Customer, OnboardingInput } from '../contract/onboarding';

/** The same address: spaces around it and the case of ASCII letters aside. Commerce's search also ignores accents. */
export function isSameAddress(one: string, other: string): boolean {
  return normalizeAddress(one) === normalizeAddress(other);
}

/** Whether a customer has the names that this onboarding gives, before its update or after it. */
export function hasGivenNames(customer: Customer, input: OnboardingInput): boolean {
  return [input.customer, { ...input.customer, ...input.update }].some(
    ({ firstname, lastname }) => customer['firstname'] === firstname && customer['lastname'] === lastname,
  );
}

/**
 * How old a customer is by Commerce's own clock, so that ours need not agree with it.
 * @param at Commerce's clock at the answer that told of the customer
 * @returns milliseconds; infinite where Commerce told no time of creation
 */
export function ageOf(customer: Customer, at: Date): number {
  const createdAt = typeof customer['created_at'] === 'string' ? parseUtc(customer['created_at']) : NaN;
  return Number.isNaN(createdAt) ? Infinity : at.getTime() - createdAt;
}

function parseUtc(timestamp: string): number {
  return Date.parse(`${timestamp.trim().replace(' ', 'T')}Z`);
}

function normalizeAddress(address: string): string {
  return address.trim().replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
