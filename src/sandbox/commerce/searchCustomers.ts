import { searchCriteriaArgument } from './arguments';
import { type Column, column } from './columns';
import { compared, conditionOf, type Condition } from './conditions';
import { customerObject, type CustomerObject } from './customerObject';
import type { CustomerRow, CustomerTable } from './customerTable';
import type { SearchCriteriaValues } from './fields';
import { internalError, refused } from './refusal';
import type { Shop } from './shop';

/** Without a page size, more rows exceed the shop's memory. */
const MOST_ROWS_WITHOUT_PAGES = 450;

export interface SearchResult {
  readonly items: readonly CustomerObject[];
  /** The criteria as the shop parsed them. */
  readonly search_criteria: SearchCriteria;
  /** The number of rows on all pages. */
  readonly total_count: number;
}

interface SearchCriteria {
  readonly filter_groups: readonly FilterGroup[];
  readonly sort_orders: readonly SortOrder[] | undefined;
  readonly page_size: number | undefined;
  readonly current_page: number | undefined;
}

interface FilterGroup {
  readonly filters: readonly Filter[];
}

interface Filter {
  readonly field: string | undefined;
  readonly value: string | undefined;
  readonly condition_type: string;
}

interface SortOrder {
  readonly field: string | undefined;
  readonly direction: 'ASC' | 'DESC';
}

/** `GET /V1/customers/search`: one filter of each group must match. */
export function searchCustomers(shop: Shop, query: unknown): SearchResult {
  const criteria = criteriaOf(searchCriteriaArgument(query));
  const groups = criteria.filter_groups.filter(({ filters }) => filters.length > 0);
  const columnOf = (field: string | undefined) => column(field, shop.options.customerAttributes);
  const conditions = groups.map((group) => conditionOfGroup(group, columnOf));
  const order = orderOf(criteria.sort_orders ?? [], columnOf);

  const rows = candidates(shop.customers, groups)
    .filter((row) => conditions.every((fits) => fits(row)))
    .sort(order);
  const { page_size: size, current_page: page = 1 } = criteria;
  if (!size && rows.length > MOST_ROWS_WITHOUT_PAGES) throw internalError();
  const start = size ? (Math.max(page, 1) - 1) * size : 0;
  return {
    items: rows.slice(start, size ? start + size : undefined).map(customerObject),
    search_criteria: criteria,
    total_count: rows.length,
  };
}

function criteriaOf(sent: SearchCriteriaValues): SearchCriteria {
  const groups = sent.filter_groups ?? [];
  return {
    filter_groups: groups.map(({ filters }) => ({
      filters: (filters ?? []).map((filter) => ({
        field: filter.field ?? undefined,
        value: filter.value ?? undefined,
        condition_type: filter.condition_type || 'eq',
      })),
    })),
    sort_orders: sent.sort_orders?.map(({ field, direction }) => ({
      field: field ?? undefined,
      direction: directionOf(direction),
    })),
    page_size: sent.page_size ?? undefined,
    current_page: sent.current_page ?? undefined,
  };
}

function directionOf(direction: string | null | undefined): SortOrder['direction'] {
  const upper = direction?.toUpperCase() ?? 'DESC';
  if (upper !== 'ASC' && upper !== 'DESC')
    throw refused({ text: 'sortDirection', parameters: ['ASC', 'DESC'] });
  return upper;
}

/** Finds the column of a field. */
type ColumnOf = (field: string | undefined) => Column;

function conditionOfGroup({ filters }: FilterGroup, columnOf: ColumnOf): Condition {
  const alternatives = filters.map((filter) =>
    conditionOf(columnOf(filter.field), filter.condition_type, filter.value ?? ''),
  );
  return (row) => alternatives.some((fits) => fits(row));
}

/** The rows that may match, from an index if a group contains only addresses or IDs. */
function candidates(customers: CustomerTable, groups: readonly FilterGroup[]): CustomerRow[] {
  for (const { filters } of groups) {
    const found = filters.map((filter) => indexed(customers, filter));
    if (found.every((rows) => rows !== null)) {
      return [...new Map(found.flat().map((row) => [row.id, row])).values()];
    }
  }
  return [...customers.all()];
}

function indexed(
  customers: CustomerTable,
  { field, value = '', condition_type }: Filter,
): CustomerRow[] | null {
  if (condition_type !== 'eq' && condition_type !== 'in') return null;
  const values = condition_type === 'in' ? value.split(',') : [value];
  if (field === 'email') return values.flatMap((email) => customers.byEmail(email));
  if (field === 'entity_id') return values.flatMap((id) => customers.byId(Number.parseInt(id, 10)) ?? []);
  return null;
}

/** If the requested order does not decide, the newest customer comes first. */
function orderOf(
  orders: readonly SortOrder[],
  columnOf: ColumnOf,
): (one: CustomerRow, other: CustomerRow) => number {
  const steps = orders.map(({ field, direction }) => {
    const by = columnOf(field);
    const sign = direction === 'ASC' ? 1 : -1;
    return (one: CustomerRow, other: CustomerRow): number => {
      const [first, second] = [by.of(one), by.of(other)];
      if (first === null || second === null) return sign * (Number(first !== null) - Number(second !== null));
      return sign * compared(first, second, by);
    };
  });
  return (one, other) => {
    for (const step of steps) {
      const difference = step(one, other);
      if (difference !== 0) return difference;
    }
    return other.id - one.id;
  };
}
