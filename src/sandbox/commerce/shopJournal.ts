import { constants, fstatSync, ftruncateSync, writeFileSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import * as z from 'zod';
import { openPrivateFile } from '../../files/privateFile';
import type { AddressRow } from './addresses';
import type { CustomerRow, LastNumbers } from './customerTable';

/** A mail that the shop sent. */
export interface Mail {
  /** `set-your-password` to a customer without a password, `welcome` to one with a password. */
  readonly kind: 'set-your-password' | 'welcome' | 'newsletter';
  readonly to: string;
  readonly customerId: number;
}

/** A change of the shop, in the form of a line of its file. */
export type ShopChange =
  | { readonly put: CustomerRow }
  | { readonly removed: number }
  | { readonly mail: Mail }
  /** Everything is removed except the last IDs. */
  | { readonly cleared: LastNumbers };

/**
 * Everything that a shop has committed, one line each, so that a restarted sandbox continues with it. A change is in
 * the file before its request is answered, and survives a killed process.
 */
export class ShopJournal {
  private constructor(
    private readonly handle: FileHandle,
    /** The content of the file when it was opened. */
    readonly changes: readonly ShopChange[],
  ) {}

  /**
   * Opens the file, and creates it if it is missing.
   * @throws Error if it has other content; UnsafePathError
   */
  static async open(file: string): Promise<ShopJournal> {
    const { O_RDWR, O_APPEND, O_CREAT } = constants;
    const handle = await openPrivateFile(file, O_RDWR | O_APPEND | O_CREAT);
    try {
      const text = await handle.readFile('utf8');
      // The last line is incomplete if the disk was full or the machine lost power.
      const whole = text.slice(0, text.lastIndexOf('\n') + 1);
      ftruncateSync(handle.fd, Buffer.byteLength(whole));
      return new ShopJournal(handle, changesOf(whole, file));
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  append(change: ShopChange): void {
    const { fd } = this.handle;
    if ('cleared' in change) ftruncateSync(fd);
    const { size } = fstatSync(fd);
    try {
      writeFileSync(fd, `${JSON.stringify(change)}\n`);
    } catch (error) {
      // When the disk is full, a part of the line may be in the file, and the next line would follow it.
      ftruncateSync(fd, size);
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}

function changesOf(text: string, file: string): ShopChange[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line, index) => {
      const parsed = changeSchema.safeParse(parsedJson(line));
      if (parsed.success) return parsed.data;
      throw new Error(
        `${file}, line ${index + 1}, is not what this version of the sandbox keeps; delete the file, and with it the sandbox's customers`,
      );
    });
}

function parsedJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const text = z.string().nullable();

const addressSchema: z.ZodType<AddressRow> = z.strictObject({
  id: z.int(),
  country_id: z.string(),
  region: text,
  region_id: z.int(),
  street: text,
  company: text,
  telephone: text,
  fax: text,
  postcode: text,
  city: text,
  firstname: text,
  lastname: text,
  middlename: text,
  prefix: text,
  suffix: text,
  vat_id: text,
});

const customerSchema: z.ZodType<CustomerRow> = z.strictObject({
  id: z.int(),
  group_id: z.int(),
  default_billing: z.int().nullable(),
  default_shipping: z.int().nullable(),
  confirmation: text,
  created_at: z.string(),
  updated_at: z.string(),
  created_in: z.string(),
  dob: text,
  email: z.string(),
  firstname: z.string(),
  lastname: z.string(),
  middlename: text,
  prefix: text,
  suffix: text,
  gender: z.number().nullable(),
  store_id: z.int(),
  taxvat: text,
  website_id: z.int(),
  addresses: z.array(addressSchema),
  disable_auto_group_change: z.number(),
  is_subscribed: z.boolean(),
});

const mailSchema: z.ZodType<Mail> = z.strictObject({
  kind: z.enum(['set-your-password', 'welcome', 'newsletter']),
  to: z.string(),
  customerId: z.int(),
});

const changeSchema: z.ZodType<ShopChange> = z.union([
  z.strictObject({ put: customerSchema }),
  z.strictObject({ removed: z.int() }),
  z.strictObject({ mail: mailSchema }),
  z.strictObject({ cleared: z.strictObject({ lastId: z.int(), lastAddressId: z.int() }) }),
]);
