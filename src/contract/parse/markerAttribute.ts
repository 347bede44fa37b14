import { isRecord } from '../isRecord';
import type { OnboardingInput } from '../onboarding';
import { FIELD_NAME, type InputProblem } from './inputProblem';
import { foldName } from './spelling';

/**
 * The places of an input that give a value to the custom attribute for the marker, in any spelling: only the worker
 * gives it one.
 */
export function markerAttributeProblems(
  { customer, update }: OnboardingInput,
  markerAttribute: string | undefined,
): InputProblem[] {
  if (markerAttribute === undefined) return [];
  const message = `must not be ${markerAttribute}, in which the worker marks its customers (ONBOARDING_MARKER_ATTRIBUTE); leave it out`;
  return Object.entries({ customer, update }).flatMap(([member, fields]) =>
    places(fields?.['custom_attributes'])
      .filter(({ code }) => foldName(code) === foldName(markerAttribute))
      .map(({ path }) => ({ path: `${member}.custom_attributes${path}`, message })),
  );
}

/** The codes in either form of custom attributes, and where they are. */
function places(attributes: unknown): { readonly code: string; readonly path: string }[] {
  if (isRecord(attributes)) {
    return Object.keys(attributes).map((code) => ({ code, path: FIELD_NAME.test(code) ? `.${code}` : '' }));
  }
  const items: unknown[] = Array.isArray(attributes) ? attributes : [];
  return items.flatMap((item, index) => {
    const code = isRecord(item) ? item['attribute_code'] : undefined;
    return typeof code === 'string' ? [{ code, path: `.${index}.attribute_code` }] : [];
  });
}
