import type { Clock } from '../clock';
import type { ResolvedOptions } from '../options';
import type { Timers } from '../timers';
import { Waiters } from '../waiters';
import { CustomerTable, type CustomerRow } from './customerTable';

/** A mail that the shop sent. */
export interface Mail {
  /** `set-your-password` to a customer made without a password, `welcome` to one made with. */
  readonly kind: 'set-your-password' | 'welcome' | 'newsletter';
  readonly to: string;
  readonly customerId: number;
}

/** What all requests to Commerce share: its customers, its mails, its clock and its settings. */
export class Shop {
  readonly customers: CustomerTable;
  mails: Mail[] = [];
  /** How many creates of one person are under way at this moment. */
  readonly creating = new Map<string, number>();
  readonly made = new Waiters<CustomerRow>('customer');

  constructor(
    readonly options: ResolvedOptions,
    readonly clock: Clock,
    readonly timers: Timers,
    readonly random: () => number,
  ) {
    this.customers = new CustomerTable(options.accountSharing);
  }

  /** Commits a new customer and sends the mails that belong to it. */
  add(row: CustomerRow, mail: Mail['kind'] | null): void {
    this.customers.put(row);
    // A mail to an address that ends in a line feed cannot be sent, which does not fail the create.
    if (mail && !row.email.endsWith('\n')) {
      this.mails.push({ kind: mail, to: row.email, customerId: row.id });
      if (row.is_subscribed) this.sendNewsletterMail(row);
    }
    this.made.happened(row);
  }

  sendNewsletterMail(row: CustomerRow): void {
    this.mails.push({ kind: 'newsletter', to: row.email, customerId: row.id });
  }

  clear(): void {
    this.customers.clear();
    this.mails = [];
  }
}
