import { customerArgument } from './arguments';
import { integerArgument } from './coercion';
import { createCustomer } from './createCustomer';
import { emptyFields } from './customerChecks';
import { customerObject } from './customerObject';
import { filled } from './messages';
import { parseQuery } from './queryString';
import { refused, refusedInLines } from './refusal';
import { searchCustomers } from './searchCustomers';
import type { Shop } from './shop';
import { customerWithId, updateCustomer } from './updateCustomer';

export interface CommerceRequest {
  readonly method: string;
  /** Below `V1`, decoded: `['customers', '5']`. */
  readonly segments: readonly string[];
  readonly query: string;
  /** Read only if the method has a body. */
  readonly body: () => unknown;
}

const METHODS = ['GET', 'POST', 'PUT', 'DELETE'];

/** Handles a request and returns the body of a 200; throws a `Refusal`. */
export async function serveRoute(shop: Shop, request: CommerceRequest): Promise<unknown> {
  const { method, segments } = request;
  if (!METHODS.includes(method)) {
    throw refusedInLines([{ text: 'methodNotSupported', parameters: [method] }], 405);
  }
  const [collection, item, ...rest] = segments;
  if (collection !== 'customers' || rest.length > 0) throw noRoute();
  if (item === undefined) {
    if (method === 'POST') return createCustomer(shop, request.body());
    throw noRoute();
  }
  if (method === 'GET' && item === 'search') {
    await lookUpTime(shop);
    return searchCustomers(shop, parseQuery(request.query));
  }
  if (method === 'PUT' && item === 'validate') return validate(shop, request.body());
  return serveCustomer(shop, item, request);
}

/** The permission that a request needs, as a refusal names it. */
export function resourceOf(method: string): string {
  if (method === 'GET') return 'Magento_Customer::customer';
  return method === 'DELETE' ? 'Magento_Customer::delete' : 'Magento_Customer::manage';
}

export function noRoute(): Error {
  return refused({ text: 'noRoute' }, 404);
}

async function serveCustomer(shop: Shop, id: string, { method, body }: CommerceRequest): Promise<unknown> {
  switch (method) {
    case 'GET': {
      const customerId = integerArgument(id);
      await lookUpTime(shop);
      return customerObject(customerWithId(shop, customerId));
    }
    case 'PUT':
      return updateCustomer(shop, id, body());
    case 'DELETE': {
      const { id: customerId } = customerWithId(shop, integerArgument(id));
      shop.remove(customerId);
      return true;
    }
    default:
      throw noRoute();
  }
}

function validate(shop: Shop, body: unknown): { valid: boolean; messages: string[] } {
  const mistakes = emptyFields(customerArgument(body));
  return {
    valid: mistakes.length === 0,
    messages: mistakes.map((mistake) => filled(mistake, shop.options.language)),
  };
}

async function lookUpTime(shop: Shop): Promise<void> {
  const { lookUpMs } = shop.options.latency;
  if (lookUpMs > 0) await shop.timers.pause(lookUpMs);
}
