import type { Conversion } from './conversions';

/** Maps the columns of a file to fields of an input. A new format needs a new table, and no code. */
export interface ColumnTable {
  /** The value of `--format`. */
  readonly name: string;
  /** The name for people, such as `Shopify's customer export`. */
  readonly title: string;
  /** Whether a row is a customer, or an address of a customer in another file. */
  readonly holds: 'customers' | 'addresses';
  /** A header with all the columns of one of these lists has this format. */
  readonly recognizedBy: readonly (readonly string[])[];
  /** By the header's name; the order decides which column wins. */
  readonly columns: Readonly<Record<string, ColumnRule>>;
  /** Fields with the same value in each row; a field of an address, in each row with that address. */
  readonly always?: Readonly<Record<string, string>>;
  /** The meaning of other columns whose names are attribute codes. */
  readonly otherColumns: 'unknown' | 'custom attributes';
  /** Other columns with this prefix are custom attributes of the address. */
  readonly addressPrefix?: string;
  /** A row with only an address is another address of the customer above it. */
  readonly continuesRows?: true;
  /** Further required fields: if the file has a column for one, no row may leave it empty. */
  readonly neverEmptyFields?: readonly string[];
  /** The other shop has passwords, which cannot be imported. */
  readonly hasPasswords: boolean;
}

export type ColumnRule = FieldRule | LeftOutRule;

export interface FieldRule {
  /**
   * The names of our fields as in CSV files, and `custom_attributes.CODE`. A name that ends in `?` uses the cell only
   * if no other column fills the field; the cell alone makes no address.
   */
  readonly fields: readonly string[];
  /** If left out, the cell is the value. */
  readonly as?: Conversion;
}

export interface LeftOutRule {
  /** To read after `left out: `. */
  readonly leftOut: string;
}

export function isLeftOut(rule: ColumnRule): rule is LeftOutRule {
  return 'leftOut' in rule;
}
