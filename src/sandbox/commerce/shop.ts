import type { Clock } from '../clock';
import type { ResolvedOptions } from '../options';
import type { Timers } from '../timers';
import { Waiters } from '../waiters';
import { CustomerTable, type CustomerRow } from './customerTable';
import type { Mail, ShopChange, ShopJournal } from './shopJournal';

/** What all requests to Commerce share: its customers, its mails, its clock and its settings. */
export class Shop {
  readonly customers: CustomerTable;
  mails: Mail[] = [];
  /** The number of simultaneous creates per person. */
  readonly creating = new Map<string, number>();
  readonly made = new Waiters<CustomerRow>('customer');

  constructor(
    readonly options: ResolvedOptions,
    readonly clock: Clock,
    readonly timers: Timers,
    readonly random: () => number,
    private readonly journal?: ShopJournal,
  ) {
    this.customers = new CustomerTable(options.accountSharing);
    for (const change of journal?.changes ?? []) this.apply(change);
  }

  /** Commits a new customer and sends its mails. */
  add(row: CustomerRow, mail: Mail['kind'] | null): void {
    this.put(row);
    // A mail to an address that ends in a line feed cannot be sent, but the create succeeds.
    if (mail && !row.email.endsWith('\n')) {
      this.commit({ mail: { kind: mail, to: row.email, customerId: row.id } });
      if (row.is_subscribed) this.sendNewsletterMail(row);
    }
    this.made.happened(row);
  }

  sendNewsletterMail(row: CustomerRow): void {
    this.commit({ mail: { kind: 'newsletter', to: row.email, customerId: row.id } });
  }

  /** Adds a customer, or replaces the one with this ID, and sends no mail. */
  put(row: CustomerRow): void {
    this.commit({ put: row });
  }

  remove(id: number): void {
    this.commit({ removed: id });
  }

  clear(): void {
    this.commit({ cleared: this.customers.lastNumbers() });
  }

  private commit(change: ShopChange): void {
    this.journal?.append(change);
    this.apply(change);
  }

  private apply(change: ShopChange): void {
    if ('put' in change) this.customers.put(change.put);
    else if ('removed' in change) this.customers.remove(change.removed);
    else if ('mail' in change) this.mails.push(change.mail);
    else {
      this.customers.clear(change.cleared);
      this.mails = [];
    }
  }
}
