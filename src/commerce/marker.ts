import { isRecord } from '../contract/isRecord';
import type { Marker } from '../contract/marker';
import type { Customer, CustomerUpdate } from '../contract/onboarding';

/** The fields with the marker as one more custom attribute, in the form of the given ones. */
export function withMarker<Fields extends CustomerUpdate>(
  fields: Fields,
  marker: Marker | undefined,
): Fields {
  if (!marker) return fields;
  const { custom_attributes: given } = fields;
  const { attribute, value } = marker;
  if (isRecord(given)) return { ...fields, custom_attributes: { ...given, [attribute]: value } };
  const others: unknown[] = Array.isArray(given) ? given : [];
  return { ...fields, custom_attributes: [...others, { attribute_code: attribute, value }] };
}

/** The value that a customer has in the attribute; undefined if it has none. */
export function storedMarker(
  { custom_attributes: attributes }: Customer,
  attribute: string,
): string | undefined {
  const value = isRecord(attributes)
    ? attributes[attribute]
    : membersOfList(attributes).find((item) => item['attribute_code'] === attribute)?.['value'];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Whether a customer has exactly this marker. */
export function hasMarker(customer: Customer, marker: Marker | undefined): boolean {
  return marker !== undefined && storedMarker(customer, marker.attribute) === marker.value;
}

/** The customer without the marker, which the caller did not send. */
export function withoutMarker(customer: Customer, attribute: string | undefined): Customer {
  const { custom_attributes: attributes } = customer;
  if (attribute === undefined || !Array.isArray(attributes)) return customer;
  const others = membersOfList(attributes).filter((item) => item['attribute_code'] !== attribute);
  return { ...customer, custom_attributes: others };
}

function membersOfList(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
