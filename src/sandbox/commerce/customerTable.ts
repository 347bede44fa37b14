import * as z from 'zod';
import { addressRowSchema } from './addresses';
import { folded } from './databaseText';

const text = z.string().nullable();

export const customerRowSchema = z.strictObject({
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
  /** Sorted by ID. */
  addresses: z.array(addressRowSchema).readonly(),
  disable_auto_group_change: z.number(),
  is_subscribed: z.boolean(),
  /** Their values by code. Earlier versions of the sandbox had none. */
  custom_attributes: z.record(z.string(), z.string()).default({}),
});

/** A customer in the database. Rows are replaced, never changed. */
export type CustomerRow = Readonly<z.infer<typeof customerRowSchema>>;

export const lastNumbersSchema = z.strictObject({ lastId: z.int(), lastAddressId: z.int() });

/** The last IDs that were assigned. */
export type LastNumbers = Readonly<z.infer<typeof lastNumbersSchema>>;

/** All customers, indexed by ID, by address (as the database compares it) and by the ID of an address. */
export class CustomerTable {
  private readonly rows = new Map<number, CustomerRow>();
  private readonly idsByEmail = new Map<string, Set<number>>();
  private readonly ownerOfAddress = new Map<number, number>();
  private lastId = 0;
  private lastAddressId = 0;

  constructor(private readonly accountSharing: 'website' | 'global') {}

  nextId(): number {
    this.lastId += 1;
    return this.lastId;
  }

  nextAddressId(): number {
    this.lastAddressId += 1;
    return this.lastAddressId;
  }

  byId(id: number): CustomerRow | undefined {
    return this.rows.get(id);
  }

  /** All customers with this address, on any website. */
  byEmail(email: string): CustomerRow[] {
    const ids = this.idsByEmail.get(folded(email)) ?? [];
    return [...ids].flatMap((id) => this.rows.get(id) ?? []);
  }

  /** The customer with an address on a website; with shared accounts, on any website. */
  holder(email: string, websiteId: number): CustomerRow | undefined {
    const shared = this.accountSharing === 'global';
    return this.byEmail(email).find((row) => shared || row.website_id === websiteId);
  }

  /** The shop treats two equal keys as the same person. */
  keyOf(email: string, websiteId: number): string {
    return this.accountSharing === 'global' ? folded(email) : `${websiteId} ${folded(email)}`;
  }

  byAddressId(addressId: number): CustomerRow | undefined {
    const id = this.ownerOfAddress.get(addressId);
    return id === undefined ? undefined : this.rows.get(id);
  }

  /** Sorted by ID: a changed customer keeps its position. */
  all(): readonly CustomerRow[] {
    return [...this.rows.values()];
  }

  put(row: CustomerRow): void {
    this.forgetKeys(row.id);
    this.rows.set(row.id, row);
    this.lastId = Math.max(this.lastId, row.id);
    this.lastAddressId = Math.max(this.lastAddressId, ...row.addresses.map(({ id }) => id));
    const key = folded(row.email);
    const ids = this.idsByEmail.get(key);
    if (ids) ids.add(row.id);
    else this.idsByEmail.set(key, new Set([row.id]));
    for (const address of row.addresses) this.ownerOfAddress.set(address.id, row.id);
  }

  remove(id: number): void {
    this.forgetKeys(id);
    this.rows.delete(id);
  }

  private forgetKeys(id: number): void {
    const row = this.rows.get(id);
    if (!row) return;
    const key = folded(row.email);
    const ids = this.idsByEmail.get(key);
    ids?.delete(id);
    if (ids?.size === 0) this.idsByEmail.delete(key);
    for (const address of row.addresses) this.ownerOfAddress.delete(address.id);
  }

  lastNumbers(): LastNumbers {
    return { lastId: this.lastId, lastAddressId: this.lastAddressId };
  }

  /** Keeps the last IDs, so that no ID is ever used for two customers. */
  clear({ lastId, lastAddressId }: LastNumbers): void {
    this.rows.clear();
    this.idsByEmail.clear();
    this.ownerOfAddress.clear();
    this.lastId = lastId;
    this.lastAddressId = lastAddressId;
  }
}
