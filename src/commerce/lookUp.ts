import type { Customer, CustomerFields } from '../contract/onboarding';
import type { Attempt } from './attempt';
import type { CustomerApi } from './customerApi';
import { ageOf, isSameAddress } from './identity';
import { Stopwatch } from './stopwatch';

/** Who has the address: nobody, one customer, or several on different websites, of whom none can be chosen. */
export type Look = Found | 'several' | undefined;

/** A row of a search. */
export interface Found {
  readonly customer: Customer;
  /** By Commerce's clock at the moment of the look; undefined where it does not tell. */
  readonly ageMs: number | undefined;
  /** Started at that moment. */
  readonly seen: Stopwatch;
  /** False for an address that only Commerce takes for the same (accents aside). */
  readonly sameAddress: boolean;
}

export interface LookUpOptions {
  api: CustomerApi;
  /** Who is looked for. */
  customer: CustomerFields;
  attempt: Attempt;
}

/** Looks an address up. Each look throws StepFailure where Commerce does not answer it. */
export class LookUp {
  constructor(private readonly options: LookUpOptions) {}

  /** On the website that is asked for; where none is, Commerce's default is not known, so on all. */
  async look(): Promise<Look> {
    const { email, website_id: websiteId } = this.options.customer;
    if (websiteId === undefined) return await this.onAllWebsites();
    const rows = await this.search({ email, websiteId });
    const onWebsite = rows.filter(({ customer }) => Number(customer['website_id']) === websiteId);
    return onWebsite.find((row) => row.sameAddress) ?? onWebsite[0];
  }

  /** A row of any website counts if there is no other. */
  async onAllWebsites(): Promise<Look> {
    const rows = await this.search({ email: this.options.customer.email });
    const sameAddress = rows.filter((row) => row.sameAddress);
    const candidates = sameAddress.length > 0 ? sameAddress : rows;
    return candidates.length > 1 ? 'several' : candidates[0];
  }

  private async search(criteria: { email: string; websiteId?: number }): Promise<Found[]> {
    const email = criteria.email.trim();
    const { rows, at } = await this.options.api.search({ ...criteria, email }, this.options.attempt);
    const seen = new Stopwatch();
    return rows.map((customer) => ({
      customer,
      seen,
      ageMs: ageOf(customer, at),
      sameAddress: isSameAddress(customer.email, email),
    }));
  }
}

export function isFound(look: unknown): look is Found {
  return typeof look === 'object' && look !== null && 'customer' in look;
}
