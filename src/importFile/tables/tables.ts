import type { ColumnTable } from './columnTable';
import { MAGENTO, MAGENTO_ADDRESSES } from './magento';
import { SHOPIFY } from './shopify';
import { WOOCOMMERCE, WOOCOMMERCE_ANALYTICS } from './woocommerce';

/** The formats that are known; a new one is a table more. */
export const TABLES: readonly ColumnTable[] = [
  MAGENTO,
  MAGENTO_ADDRESSES,
  SHOPIFY,
  WOOCOMMERCE,
  WOOCOMMERCE_ANALYTICS,
];

/** As `--format` takes them. */
export const TABLE_NAMES = TABLES.filter(({ holds }) => holds === 'customers').map(({ name }) => name);

export function tableNamed(name: string): ColumnTable | undefined {
  return TABLES.find((table) => table.name === name);
}

/** The format of a file, by its header; `undefined` of one whose columns are fields of ours. */
export function tableOf(header: readonly string[]): ColumnTable | undefined {
  const names = new Set(header.map((name) => name.trim()));
  return TABLES.find(({ recognizedBy }) =>
    recognizedBy.some((columns) => columns.every((column) => names.has(column))),
  );
}
