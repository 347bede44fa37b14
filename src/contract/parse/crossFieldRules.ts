import { isRecord } from '../isRecord';
import type { FieldProblem } from './inputProblem';

/**
 * The rules between fields. They check the raw input, so that their mistakes are reported together with those of
 * single fields; a field of a wrong type is left to the schema.
 */
export function crossFieldProblems(input: unknown): FieldProblem[] {
  const customer = memberOf(input, 'customer');
  const update = memberOf(input, 'update');
  return [
    ...emailProblems(memberOf(customer, 'email'), memberOf(update, 'email')),
    ...websiteProblems(memberOf(customer, 'website_id'), memberOf(update, 'website_id')),
    ...storeProblems(customer, update),
  ];
}

function emailProblems(made: unknown, updated: unknown): FieldProblem[] {
  if (typeof made !== 'string' || typeof updated !== 'string') return [];
  if (updated === '' || updated === made) return [];
  const message = 'must equal customer.email; leave it out, as another address is another onboarding';
  return [{ path: ['update', 'email'], message }];
}

function websiteProblems(made: unknown, updated: unknown): FieldProblem[] {
  if (typeof updated !== 'number' || updated === made) return [];
  if (made !== undefined && typeof made !== 'number') return [];
  const message = 'must equal customer.website_id; leave it out, as a customer stays on one website';
  return [{ path: ['update', 'website_id'], message }];
}

function storeProblems(customer: unknown, update: unknown): FieldProblem[] {
  if (customer === undefined || memberOf(customer, 'website_id') !== undefined) return [];
  return [
    { path: ['customer', 'store_id'], given: memberOf(customer, 'store_id') },
    { path: ['update', 'store_id'], given: memberOf(update, 'store_id') },
  ].flatMap(({ path, given }) =>
    given === undefined
      ? []
      : [{ path, message: 'asks for customer.website_id; give the website that the store view belongs to' }],
  );
}

function memberOf(value: unknown, key: string): unknown {
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
