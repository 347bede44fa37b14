import type { Marker } from '../contract/marker';
import type { Customer } from '../contract/onboarding';
import { hasMarker } from './marker';

/**
 * The attributes that Commerce does not store, by its answers to the creates of this process: it silently drops a custom
 * attribute that the shop does not have.
 */
export class DroppedMarkers {
  private readonly attributes = new Set<string>();

  /** @param onDropped called when Commerce begins to drop an attribute */
  constructor(private readonly onDropped: (attribute: string) => void) {}

  /** @param created the answer to a create with the marker */
  learn(marker: Marker, created: Customer): void {
    const { attribute } = marker;
    if (hasMarker(created, marker)) this.attributes.delete(attribute);
    else if (!this.attributes.has(attribute)) {
      this.attributes.add(attribute);
      this.onDropped(attribute);
    }
  }

  has(attribute: string): boolean {
    return this.attributes.has(attribute);
  }
}
