import { csvHeader, type CsvHeader } from './csv/csvHeader';
import { ImportFileError } from './importFileError';
import { type AddressFile, openAddressFile } from './tables/addressFile';
import type { ColumnTable } from './tables/columnTable';
import type { ShopCodes } from './tables/conversions';
import { readMap } from './tables/readMap';
import { tableNamed, tableOf } from './tables/tables';
import type { TextFile } from './textFile';

/** The caller's options for a file's columns. */
export interface GivenReading {
  /** One of `TABLE_NAMES`, or `fields` if the columns are our own fields; if left out, the header decides. */
  readonly table?: string | undefined;
  /** A file that maps each column to a field. */
  readonly map?: string | undefined;
  /** A file with the addresses of the customers. */
  readonly addresses?: string | undefined;
  readonly codes: ShopCodes;
  /** Whether unknown columns are sent, or left out in a file of another shop, instead of being refused. */
  readonly allowUnknown: boolean;
  /** For addresses that lack a field which Commerce requires by default. */
  readonly incompleteAddresses: 'leave out' | 'send';
}

/** For a file with our own fields. */
export const PLAIN: GivenReading = {
  codes: { websites: new Map(), stores: new Map() },
  allowUnknown: false,
  incompleteAddresses: 'leave out',
};

/** How the rows of a file are read. */
export type Reading =
  /** Each row is an input. */
  { readonly kind: 'jsonl'; readonly allowUnknown: boolean; readonly key: string } | CsvReading;

export interface CsvReading {
  readonly kind: 'csv';
  readonly header: CsvHeader;
  readonly addresses: AddressFile | undefined;
  readonly codes: ShopCodes;
  readonly incompleteAddresses: 'leave out' | 'send';
  /**
   * Options that change the rows; empty if the file alone determines them. The same file with another key is another
   * import.
   */
  readonly key: string;
}

/** @throws ImportFileError */
export async function openReading(
  file: TextFile,
  { given, spoolFolder }: { given: GivenReading; spoolFolder: string },
): Promise<Reading> {
  if (file.layout.format === 'jsonl') {
    const unfit = given.map === undefined && given.addresses === undefined && given.table === undefined;
    if (!unfit)
      throw new ImportFileError(
        file.name,
        'is JSON Lines; a map, addresses and formats of other shops are for CSV',
      );
    return { kind: 'jsonl', allowUnknown: given.allowUnknown, key: '' };
  }
  const { allowUnknown, incompleteAddresses } = given;
  const codes = { ...given.codes, missing: new Set<string>() };
  const map = given.map === undefined ? undefined : await readMap(given.map, spoolFolder);
  const fitHeader = async () => {
    const read = await csvHeader(file, {
      tableFor: (names) => map ?? givenTable(given, names),
      allowUnknown,
    });
    const unfit = whyUnfit(read, given);
    if (unfit !== undefined) throw new ImportFileError(file.name, unfit);
    return read;
  };
  const { header, addresses } = await bothOf(
    fitHeader(),
    given.addresses === undefined
      ? undefined
      : openAddressFile(given.addresses, { spoolFolder, codes, allowUnknown }),
  );
  const key = await keyOf(given, { map, addresses, header });
  return { kind: 'csv', header, addresses, codes, incompleteAddresses, key };
}

/** @throws ImportFileError with the mistakes of both files */
async function bothOf(
  header: Promise<CsvHeader>,
  addresses: Promise<AddressFile> | undefined,
): Promise<{ header: CsvHeader; addresses: AddressFile | undefined }> {
  const [one, other] = await Promise.allSettled([header, addresses]);
  if (one.status === 'fulfilled' && other.status === 'fulfilled') {
    return { header: one.value, addresses: other.value };
  }
  if (other.status === 'fulfilled') await other.value?.close();
  const [first, second] = [one, other].flatMap((each): unknown[] =>
    each.status === 'rejected' ? [each.reason] : [],
  );
  if (!(first instanceof ImportFileError) || !(second instanceof ImportFileError)) throw first;
  throw new ImportFileError(first.fileName, `${first.problem}\n${second.message}`);
}

function whyUnfit(header: CsvHeader, { addresses }: GivenReading): string | undefined {
  if (header.kind === 'table' && header.columns.table.holds === 'addresses') {
    return 'holds addresses alone; import the file of the customers, and give this one with --addresses';
  }
  if (header.kind === 'fields' && addresses !== undefined) {
    return 'has the columns of Commerce; --addresses goes with the customer export of another shop';
  }
  return undefined;
}

function givenTable({ table }: GivenReading, names: readonly string[]): ColumnTable | undefined {
  return table === undefined ? tableOf(names) : tableNamed(table);
}

async function keyOf(
  { codes, incompleteAddresses }: GivenReading,
  {
    map,
    addresses,
    header,
  }: { map: ColumnTable | undefined; addresses: AddressFile | undefined; header: CsvHeader },
): Promise<string> {
  if (header.kind === 'fields' && addresses === undefined) return '';
  return JSON.stringify([
    header.kind === 'table' ? header.columns.table.name : '',
    map?.columns ?? null,
    [...codes.websites].sort(),
    [...codes.stores].sort(),
    incompleteAddresses,
    (await addresses?.digest()) ?? null,
  ]);
}
