import type { AddressRow } from './addresses';
import { folded } from './databaseText';

/** A customer in the database. Rows are replaced, never changed. */
export interface CustomerRow {
  readonly id: number;
  readonly group_id: number;
  readonly default_billing: number | null;
  readonly default_shipping: number | null;
  readonly confirmation: string | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly created_in: string;
  readonly dob: string | null;
  readonly email: string;
  readonly firstname: string;
  readonly lastname: string;
  readonly middlename: string | null;
  readonly prefix: string | null;
  readonly suffix: string | null;
  readonly gender: number | null;
  readonly store_id: number;
  readonly taxvat: string | null;
  readonly website_id: number;
  /** Sorted by ID. */
  readonly addresses: readonly AddressRow[];
  readonly disable_auto_group_change: number;
  readonly is_subscribed: boolean;
}

/** The last IDs that were assigned. */
export interface LastNumbers {
  readonly lastId: number;
  readonly lastAddressId: number;
}

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
