import type { ColumnTable } from './columnTable';
import { MAGENTO, MAGENTO_ADDRESSES } from './magento';
import { SHOPIFY } from './shopify';
import { WOOCOMMERCE, WOOCOMMERCE_ANALYTICS } from './woocommerce';

/** The known formats; a new format is one more table. */
export const TABLES: readonly ColumnTable[] = [
  MAGENTO,
  MAGENTO_ADDRESSES,
  SHOPIFY,
  WOOCOMMERCE,
  WOOCOMMERCE_ANALYTICS,
];

/** The values of `--format`. */
export const TABLE_NAMES = TABLES.filter(({ holds }) => holds === 'customers').map(({ name }) => name);

export function tableNamed(name: string): ColumnTable | undefined {
  return TABLES.find((table) => table.name === name);
}

/** The format of a file, by its header; `undefined` if its columns are our own fields. */
export function tableOf(header: readonly string[]): ColumnTable | undefined {
  const names = new Set(header.map((name) => name.trim()));
  return TABLES.find(({ recognizedBy }) =>
    recognizedBy.some((columns) => columns.every((column) => names.has(column))),
  );
}
