import { customerArgument } from './arguments';
import { checkedCustomer } from './checkedCustomer';
import { newRow } from './createCustomer';
import { customerObject, valuesOf, type CustomerObject } from './customerObject';
import { withAddresses, withFields } from './customerRow';
import type { CustomerRow } from './customerTable';
import type { CustomerValues } from './fields';
import { leadingInteger } from './numeric';
import { internalError, noSuchEntity } from './refusal';
import type { Shop } from './shop';
import { isStore, isWebsite } from './websites';

/** The share of an update's time between reading and writing the customer. */
const COMMITTED_AFTER = 0.5;

/**
 * `PUT /V1/customers/{id}`. Merges what was sent into the customer of the path, and writes the result to the customer
 * with the ID in the body: the body's ID wins. Reading and writing are separate, so one of two simultaneous updates
 * is lost.
 */
export async function updateCustomer(shop: Shop, pathId: string, body: unknown): Promise<CustomerObject> {
  const sent = customerArgument(body);
  const idInPath = leadingInteger(pathId);
  const values = { ...(idInPath === 0 ? {} : valuesOf(customerWithId(shop, idInPath))), ...sent };
  if (!values.id) return addByUpdate(shop, values);

  const target = customerWithId(shop, values.id);
  const row = changedRow(shop, target, values, sent);
  const { updateMs } = shop.options.latency;
  await shop.timers.pause(updateMs * COMMITTED_AFTER);
  commit(shop, row);
  if (updateMs > 0) await shop.timers.pause(updateMs * (1 - COMMITTED_AFTER));
  return customerObject(row);
}

/** The customer with this ID, or a refusal that names the ID. */
export function customerWithId(shop: Shop, id: number): CustomerRow {
  const row = shop.customers.byId(id);
  if (!row) throw noSuchEntity('customerId', id);
  return row;
}

function changedRow(
  shop: Shop,
  target: CustomerRow,
  values: CustomerValues,
  sent: CustomerValues,
): CustomerRow {
  const websiteId = values.website_id ?? target.website_id;
  const storeId = values.store_id ?? target.store_id;
  if (!isWebsite(websiteId) || !isStore(storeId)) throw internalError();
  const websiteIsMissing = shop.options.requireWebsiteOnUpdate && !sent.website_id;
  const customer = checkedCustomer(shop, values, { websiteId, previous: target, websiteIsMissing });
  const row = {
    ...withFields(target, customer, shop.options.customerAttributes),
    updated_at: shop.clock.timestamp(),
  };
  return customer.addresses ? withAddresses(row, customer.addresses, shop.customers) : row;
}

function commit(shop: Shop, row: CustomerRow): void {
  const before = customerWithId(shop, row.id);
  const holder = shop.customers.holder(row.email, row.website_id);
  if (holder && holder.id !== row.id) throw internalError();
  shop.put(row);
  if (row.is_subscribed && !before.is_subscribed) shop.sendNewsletterMail(row);
}

/** Without an ID in path and body, an update adds a customer and sends no mail. */
function addByUpdate(shop: Shop, values: CustomerValues): CustomerObject {
  const row = newRow(shop, values);
  shop.add(row, null);
  return customerObject(row);
}
