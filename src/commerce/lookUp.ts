import type { Marker } from '../contract/marker';
import type { Customer, CustomerFields } from '../contract/onboarding';
import type { Attempt } from './attempt';
import type { CustomerApi } from './customerApi';
import { ageOf, isSameAddress } from './identity';
import { hasMarker } from './marker';
import { Stopwatch } from './stopwatch';

/** The result of a look-up: nobody, one customer, or several on different websites without a way to choose one. */
export type Look = Found | 'several' | undefined;

/** A row of a search. */
export interface Found {
  readonly customer: Customer;
  /** By Commerce's clock when it answered; undefined if the answer has no times. */
  readonly ageMs: number | undefined;
  /** Started when Commerce answered. */
  readonly seen: Stopwatch;
  /** False if only Commerce treats the two addresses as equal, because it ignores accents. */
  readonly sameAddress: boolean;
}

export interface LookUpOptions {
  api: CustomerApi;
  /** The customer to look for. */
  customer: CustomerFields;
  attempt: Attempt;
  /** The marker of this run, if any. */
  marker?: Marker | undefined;
}

/** Looks up an address. Each look throws StepFailure if Commerce does not answer it. */
export class LookUp {
  constructor(private readonly options: LookUpOptions) {}

  /**
   * Searches the website that was asked for. Without one, it searches all of them: Commerce's default website is
   * unknown.
   */
  async look(): Promise<Look> {
    const { email, website_id: websiteId } = this.options.customer;
    if (websiteId === undefined) return await this.onAllWebsites();
    const rows = await this.search({ email, websiteId });
    const onWebsite = rows.filter(({ customer }) => Number(customer['website_id']) === websiteId);
    return onWebsite.find((row) => row.sameAddress) ?? onWebsite[0];
  }

  /** A row of any website counts if it has the marker, or if there is only one. */
  async onAllWebsites(): Promise<Look> {
    const rows = await this.search({ email: this.options.customer.email });
    const sameAddress = rows.filter((row) => row.sameAddress);
    const candidates = sameAddress.length > 0 ? sameAddress : rows;
    const marked = candidates.find(({ customer }) => hasMarker(customer, this.options.marker));
    if (marked) return marked;
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
