import type { Conversion } from './conversions';

/** How the columns of a file become fields of an input. A new format is a new table, and no code. */
export interface ColumnTable {
  /** As `--format` calls it. */
  readonly name: string;
  /** As people call it: `Shopify's customer export`. */
  readonly title: string;
  /** A row is a customer, or an address of a customer in another file. */
  readonly holds: 'customers' | 'addresses';
  /** A header that has all the columns of one of these lists is of this format. */
  readonly recognizedBy: readonly (readonly string[])[];
  /** By the header's name, in the order in which they are looked at. */
  readonly columns: Readonly<Record<string, ColumnRule>>;
  /** Fields that have this value in each row; one of an address, in each row that has the address. */
  readonly always?: Readonly<Record<string, string>>;
  /** What other columns are whose names are codes. */
  readonly otherColumns: 'unknown' | 'custom attributes';
  /** Other columns that begin like this are custom attributes of the address. */
  readonly addressPrefix?: string;
  /** A row with an address alone is another address of the customer above it. */
  readonly continuesRows?: true;
  /** Fields that each row has where the file has a column for them, beside those of any customer. */
  readonly neverEmptyFields?: readonly string[];
  /** The shop keeps passwords, which cannot come along. */
  readonly hasPasswords: boolean;
}

export type ColumnRule = FieldRule | LeftOutRule;

export interface FieldRule {
  /**
   * Fields as a CSV file of ours names them, and `custom_attributes.CODE`. One that ends in `?` takes the cell where
   * no other column fills the field; it alone makes no address.
   */
  readonly fields: readonly string[];
  /** Left out, the cell is the value. */
  readonly as?: Conversion;
}

export interface LeftOutRule {
  /** To be read after `left out: `. */
  readonly leftOut: string;
}

export function isLeftOut(rule: ColumnRule): rule is LeftOutRule {
  return 'leftOut' in rule;
}
