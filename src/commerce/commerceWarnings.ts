import type { CommerceOptions } from './index';

/** What a worker's log says of answers that Commerce or IMS should not give. */
export function commerceWarnings(
  warn: (message: string) => void,
): Required<Pick<CommerceOptions, 'onOddRetryAfter' | 'onMarkerDropped'>> {
  return {
    onOddRetryAfter: (odd) => warn(`a Retry-After that no service means counts as missing: ${odd}`),
    onMarkerDropped: (attribute) =>
      warn(
        `Commerce does not store the marker of new customers (${attribute}): create the attribute in the Admin, or unset ` +
          'ONBOARDING_MARKER_ATTRIBUTE; until then, names and age decide who created a customer',
      ),
  };
}
