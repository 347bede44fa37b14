import { valuesOf } from './chart';

export type Values = Readonly<Record<string, unknown>>;

/** The values that have no default. */
export const LEAST: Values = {
  image: { repository: 'registry.example.com/commerce-onboarding' },
  temporal: { address: 'temporal-frontend.temporal.svc:7233' },
  tenant: { restEndpoint: 'https://na1.api.commerce.adobe.com/tenant', clientId: 'client' },
};

/** The members of both, and of their objects; those of the second take precedence. */
export function withValues(values: Values, more: Values): Values {
  const merged: Record<string, unknown> = { ...values };
  for (const [name, value] of Object.entries(more)) {
    const before = merged[name];
    merged[name] = isValues(before) && isValues(value) ? withValues(before, value) : value;
  }
  return merged;
}

/** What the chart uses if these values are given beside those without a default. */
export function allValues(more: Values): Values {
  return withValues(withValues(valuesOf(), LEAST), more);
}

function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
