import type { Marker } from '../contract/marker';
import type { Customer } from '../contract/onboarding';
import type { Attempt } from './attempt';
import { commerceFailure } from './commerceFailure';
import { type CustomerApi, parseCustomer } from './customerApi';
import { StepFailure } from './failure';
import type { Found } from './lookUp';
import { hasMarker, storedMarker } from './marker';

export interface MarkerProofOptions {
  readonly api: CustomerApi;
  readonly attempt: Attempt;
  /** The attribute of this onboarding's markers; undefined if it has none. */
  readonly attribute: string | undefined;
}

/** `nothing`: the marker does not show it, because the POST had none or Commerce does not store it. */
export type Proof = 'ours' | 'notOurs' | 'nothing';

/** What the marker of a customer that was found proves about who made it. Asks Commerce only as far as needed. */
export class MarkerProof {
  private record: Promise<Customer> | undefined;

  constructor(
    private readonly found: Found,
    private readonly options: MarkerProofOptions,
  ) {}

  /** Whether the search already shows the marker. */
  isShown(marker: Marker | undefined): boolean {
    return hasMarker(this.found.customer, marker);
  }

  /** Whether the search shows no marker, though Commerce is not known to drop ours. */
  lacks(marker: Marker | undefined): boolean {
    if (!marker || this.options.api.droppedMarkers.has(marker.attribute)) return false;
    return storedMarker(this.found.customer, marker.attribute) === undefined;
  }

  /**
   * @param marker of the POST that may have made the customer; undefined if it had none
   * @throws StepFailure if Commerce does not answer
   */
  async of(marker: Marker | undefined): Promise<Proof> {
    const { droppedMarkers } = this.options.api;
    const attribute = marker?.attribute ?? this.options.attribute;
    if (attribute === undefined) return 'nothing';
    const stored = await this.stored(attribute);
    if (marker && stored === marker.value) return 'ours';
    if (droppedMarkers.has(attribute)) return 'nothing';
    if (stored !== undefined) return 'notOurs';
    return marker && (await this.isAttribute(attribute)) ? 'notOurs' : 'nothing';
  }

  /** A search may leave out what a read returns. */
  private async stored(attribute: string): Promise<string | undefined> {
    const shown = storedMarker(this.found.customer, attribute);
    return shown ?? storedMarker(await (this.record ??= this.read()), attribute);
  }

  private async read(): Promise<Customer> {
    const { api, attempt } = this.options;
    const { id } = this.found.customer;
    const { answer } = await api.read(id, attempt);
    const customer = answer.kind === 'answered' ? parseCustomer(answer.json) : undefined;
    if (customer?.id === id) return customer;
    if (answer.kind === 'answered' && answer.status === 404) {
      throw new StepFailure('CommerceUnavailable', `Commerce found customer ${id}, but does not return it`);
    }
    throw commerceFailure(answer);
  }

  private async isAttribute(attribute: string): Promise<boolean> {
    const { api, attempt } = this.options;
    return (await api.searchAttribute(attribute, attempt, this.found.customer.id)).kind === 'known';
  }
}
