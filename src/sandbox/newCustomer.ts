import type { CustomerRow } from './commerce/customerTable';
import { objectArgument } from './commerce/coercion';
import { newRow } from './commerce/createCustomer';
import { CUSTOMER } from './commerce/fields';
import { Refusal, refusalAnswer } from './commerce/refusal';
import type { Shop } from './commerce/shop';

/** A customer for the sandbox: `email`, `firstname`, `lastname`, and any other field of the customer object. */
export interface NewCustomer {
  readonly email: string;
  readonly firstname: string;
  readonly lastname: string;
  /** `YYYY-MM-DD HH:MM:SS` in UTC, by Commerce's clock; default now. */
  readonly created_at?: string;
  readonly [field: string]: unknown;
}

/**
 * Adds a customer as if somebody had signed up in the shop, with a welcome mail. Checks it like a create, and throws
 * an `Error` with the shop's words if the shop would refuse it.
 */
export function addCustomer(shop: Shop, customer: unknown): CustomerRow {
  try {
    const row = newRow(shop, objectArgument(CUSTOMER, customer));
    shop.add(row, 'welcome');
    return row;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { body } = refusalAnswer(error, 'en');
    throw new Error(`The sandbox does not take this customer: ${JSON.stringify(body)}`, { cause: error });
  }
}
