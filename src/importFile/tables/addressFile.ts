import type { FileHandle } from 'node:fs/promises';
import { isRecord } from '../../contract/isRecord';
import { onboardingWorkflowId } from '../../contract/parse/workflowId';
import { csvHeader, filledNameless } from '../csv/csvHeader';
import { csvRecords } from '../csv/csvRecords';
import { inputOf } from '../csv/readCells';
import { ImportFileError } from '../importFileError';
import { openScratchFile } from '../scratchFile';
import { openTextFile, type TextFile } from '../textFile';
import type { ShopCodes } from './conversions';
import { fieldCells, type TableRow } from './fieldCells';
import type { TableColumns } from './tableColumns';
import { tableOf } from './tables';

/** A file of addresses, searched by customer. Memory holds only the position of each address. */
export interface AddressFile {
  readonly name: string;
  readonly columns: TableColumns;
  /**
   * The rows of a customer's addresses, in file order.
   * @param customer its `email` and `website_id`
   */
  of(customer: Readonly<Record<string, unknown>>): Promise<TableRow[]>;
  /** The lines of addresses for which nobody asked. */
  unclaimedLines(): number[];
  digest(): Promise<string>;
  close(): Promise<void>;
}

export interface AddressFileOptions {
  readonly spoolFolder: string;
  readonly codes: ShopCodes;
  readonly allowUnknown: boolean;
}

/** @throws ImportFileError */
export async function openAddressFile(path: string, options: AddressFileOptions): Promise<AddressFile> {
  const { spoolFolder, codes, allowUnknown } = options;
  const file = await openTextFile(path, { spoolFolder, format: 'csv' });
  try {
    const header = await csvHeader(file, { tableFor: tableOf, allowUnknown });
    if (header.kind !== 'table' || header.columns.table.holds !== 'addresses') {
      throw new ImportFileError(
        file.name,
        'is not a file of addresses: it has no columns _email and _website',
      );
    }
    const scratch = await openScratchFile(spoolFolder);
    try {
      const index = await indexOf(file, { header, scratch, codes });
      return addressFile(file, { columns: header.columns, scratch, index, codes });
    } catch (error) {
      await scratch.close();
      throw error;
    }
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** The position of an address in the scratch file, and its line in the original. */
interface Place {
  readonly position: number;
  readonly length: number;
  readonly line: number;
}

type Index = ReadonlyMap<string, readonly Place[]>;

interface Indexed {
  readonly columns: TableColumns;
  readonly scratch: FileHandle;
  readonly index: Index;
  readonly codes: ShopCodes;
}

function addressFile(file: TextFile, { columns, scratch, index, codes }: Indexed): AddressFile {
  const claimed = new Set<string>();
  return {
    name: file.name,
    columns,
    of: async (customer) => {
      const key = keyOf(customer);
      const places = index.get(key) ?? [];
      if (places.length > 0) claimed.add(key);
      const rows: TableRow[] = [];
      for (const { position, length, line } of places) {
        const { buffer } = await scratch.read(Buffer.alloc(length), 0, length, position);
        const cells = JSON.parse(buffer.toString('utf8')) as string[];
        rows.push({ columns, place: ` (${file.name}, line ${line})`, ...fieldCells(columns, cells, codes) });
      }
      return rows;
    },
    unclaimedLines: () =>
      [...index].filter(([key]) => !claimed.has(key)).flatMap(([, places]) => places.map(({ line }) => line)),
    digest: () => file.digest(),
    close: async () => {
      await Promise.all([scratch.close(), file.close()]);
    },
  };
}

const BUFFERED_ROWS = 200;

async function indexOf(
  file: TextFile,
  {
    header,
    scratch,
    codes,
  }: {
    header: { columns: TableColumns; names: readonly string[]; nameless: readonly number[]; line: number };
    scratch: FileHandle;
    codes: ShopCodes;
  },
): Promise<Index> {
  const { columns, names, nameless } = header;
  const index = new Map<string, Place[]>();
  const records = csvRecords(file);
  await records.next();
  let position = 0;
  let buffered: Buffer[] = [];
  const flush = async () => {
    await scratch.appendFile(Buffer.concat(buffered));
    buffered = [];
  };
  for await (const record of records) {
    const { line, cells } = record;
    const filled = filledNameless(nameless, record);
    if (filled.length > 0) throw new ImportFileError(file.name, `line ${header.line}: ${filled.join('; ')}`);
    if (cells.length !== names.length) {
      const problem = `line ${line}: has ${cells.length} cells; the header has ${names.length}`;
      throw new ImportFileError(file.name, problem);
    }
    const bytes = Buffer.from(JSON.stringify(cells));
    buffered.push(bytes);
    if (buffered.length === BUFFERED_ROWS) await flush();
    const { customer } = inputOf(columns.input, fieldCells(columns, cells, codes).cells);
    const key = keyOf(isRecord(customer) ? customer : {});
    const place = { position, length: bytes.length, line };
    const others = index.get(key);
    if (others) others.push(place);
    else index.set(key, [place]);
    position += bytes.length;
  }
  await flush();
  return index;
}

/** A hash, so that memory use does not depend on the length of the addresses. */
function keyOf({ email, website_id: websiteId }: Readonly<Record<string, unknown>>): string {
  return onboardingWorkflowId({
    restEndpoint: '',
    email: typeof email === 'string' ? email : '',
    ...(typeof websiteId === 'number' && { websiteId }),
  });
}
