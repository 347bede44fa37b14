import { checkFields, checkGroup } from './customerChecks';
import type { CustomerRow } from './customerTable';
import { dateOfBirth } from './dateOfBirth';
import type { CustomerValues } from './fields';
import { refused } from './refusal';
import type { Shop } from './shop';

export type CheckedCustomer = CustomerValues & { readonly email: string };

interface SaveOf {
  /** The website that the customer will belong to. */
  readonly websiteId: number;
  /** The stored customer before the change; `null` for a new one. */
  readonly previous: CustomerRow | null;
  readonly websiteIsMissing?: boolean;
}

/**
 * Everything that the shop checks of a customer itself, in its order: an earlier mistake hides a later one. Refuses,
 * or returns the customer to save, with the date of birth in the shop's form.
 */
export function checkedCustomer(shop: Shop, sent: CustomerValues, save: SaveOf): CheckedCustomer {
  checkDefaultAddresses(sent, save.previous);
  const { email } = sent;
  const dob = sent.dob ? dateOfBirth(sent.dob) : (sent.dob ?? null);
  if (!email) throw refused({ text: 'emailMissing' });
  const holder = shop.customers.holder(email, save.websiteId);
  if (holder && holder.id !== save.previous?.id) throw duplicate();
  checkGroup(sent);
  const customer = { ...sent, email, dob };
  const { websiteIsMissing = false } = save;
  checkFields(customer, { today: shop.clock.timestamp().slice(0, 10), websiteIsMissing });
  return customer;
}

export function duplicate(): Error {
  return refused({ text: 'duplicate' });
}

function checkDefaultAddresses(sent: CustomerValues, previous: CustomerRow | null): void {
  if (!previous || previous.addresses.length === 0) return;
  for (const fieldName of ['default_billing', 'default_shipping'] as const) {
    const id = sent[fieldName];
    if (!id || previous.addresses.some((address) => address.id === Number.parseInt(id, 10))) continue;
    throw refusedDefaultAddress(fieldName);
  }
}

export function refusedDefaultAddress(fieldName: 'default_billing' | 'default_shipping'): Error {
  return refused({ text: 'defaultAddressInvalid', parameters: { fieldName } });
}
