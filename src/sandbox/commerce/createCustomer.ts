import { isInKnownCountry } from './addresses';
import { customerArgument, passwordArgument } from './arguments';
import { checkedCustomer, duplicate, refusedDefaultAddress } from './checkedCustomer';
import { customerObject, type CustomerObject } from './customerObject';
import { blankRow, withAddresses, withFields } from './customerRow';
import type { CustomerRow } from './customerTable';
import type { CustomerValues } from './fields';
import { leadingInteger } from './numeric';
import { checkPassword } from './password';
import { internalError, refused } from './refusal';
import type { Shop } from './shop';
import { DEFAULT_WEBSITE_ID, placeOfCreate } from './websites';

/** The share of a create's time after which the customer exists and has its mail. */
const COMMITTED_AFTER = 0.25;

/**
 * `POST /V1/customers`. Checks in the shop's order: types, password, store and website, the customer itself, and its
 * addresses. As in the real shop there is a gap between the search for a duplicate and the commit: the first of
 * several simultaneous creates wins.
 */
export async function createCustomer(shop: Shop, body: unknown): Promise<CustomerObject> {
  const sent = customerArgument(body);
  const password = passwordArgument(body);
  if (password !== null) checkPassword(password, sent.email);
  if (sent.id) throw refusalOfId(shop, sent);
  const row = newRow(shop, sent);
  const isLeftBehind = hasForeignBilling(sent, row);

  const { createMs } = shop.options.latency;
  await inRace(shop, shop.customers.keyOf(row.email, row.website_id), async (contender) => {
    await shop.timers.pause(createMs * COMMITTED_AFTER);
    if (shop.customers.holder(row.email, row.website_id)) throw lostRace(shop, contender);
    const mail = password === null ? 'set-your-password' : 'welcome';
    shop.add(row, isLeftBehind ? null : mail);
  });
  if (isLeftBehind) throw refusedDefaultAddress('default_billing');
  if (createMs > 0) await shop.timers.pause(createMs * (1 - COMMITTED_AFTER));
  return customerObject(row);
}

/**
 * The shop saves the customer and its addresses before it finds that the billing address is not among them: it
 * refuses the create, and the row stays without a mail.
 */
function hasForeignBilling({ default_billing: id }: CustomerValues, { addresses }: CustomerRow): boolean {
  if (!id || addresses.length === 0) return false;
  return !addresses.some((address) => address.id === leadingInteger(id));
}

/** The row of a new customer; refuses what the shop does not accept. */
export function newRow(shop: Shop, sent: CustomerValues): CustomerRow {
  const place = placeOfCreate(sent, shop.options.accountSharing);
  const customer = checkedCustomer(shop, sent, { websiteId: place.website_id, previous: null });
  const blank = blankRow(shop.customers.nextId(), place, shop.clock.timestamp());
  const row = withFields(
    blank,
    { ...customer, ...place, default_billing: null, default_shipping: null },
    shop.options.customerAttributes,
  );
  // A create ignores the IDs of addresses: each gets a new one.
  const addresses = (customer.addresses ?? [])
    .filter(isInKnownCountry)
    .map((address) => ({ ...address, id: null }));
  return withAddresses({ ...row, created_at: createdAt(sent) ?? row.created_at }, addresses, shop.customers);
}

/**
 * For the shop, an ID means "let this customer into another store": it searches for the address on its default
 * website.
 */
function refusalOfId(shop: Shop, { email }: CustomerValues): Error {
  if (email && shop.customers.holder(email, DEFAULT_WEBSITE_ID)) return refused({ text: 'alreadyInStore' });
  const parameters = {
    fieldName: 'email',
    fieldValue: email ?? '',
    field2Name: 'websiteId',
    field2Value: String(DEFAULT_WEBSITE_ID),
  };
  return refused({ text: 'noSuchEntityOnWebsite', parameters }, 404);
}

async function inRace(
  shop: Shop,
  person: string,
  create: (contender: number) => Promise<void>,
): Promise<void> {
  const contender = (shop.creating.get(person) ?? 0) + 1;
  shop.creating.set(person, contender);
  try {
    await create(contender);
  } finally {
    const left = (shop.creating.get(person) ?? 1) - 1;
    if (left === 0) shop.creating.delete(person);
    else shop.creating.set(person, left);
  }
}

/**
 * The loser of a race mostly gets a bare 500. The later it came, the more often it gets the duplicate's refusal:
 * measured were 19 of 20 with two at once, and 74 of 180 with ten.
 */
function lostRace(shop: Shop, contender: number): Error {
  return shop.random() < 0.95 * 0.77 ** (contender - 2) ? internalError() : duplicate();
}

function createdAt({ created_at }: CustomerValues): string | null {
  return created_at && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(created_at) ? created_at : null;
}
