import { inputProblemLine } from '../../../src/contract/parse/inputProblem';
import { parseOnboardingInput } from '../../../src/contract/parse/onboardingInput';

export const WITHOUT_WEBSITE = { email: 'ann@example.com', firstname: 'Ann', lastname: 'Lee' };
export const CUSTOMER = { ...WITHOUT_WEBSITE, website_id: 1 };
export const ADDRESS = { country_id: 'US', city: 'Austin' };

/** The problems of an input, one per line; none for a valid input. */
export function linesFor(input: unknown): string[] {
  const parsed = parseOnboardingInput(input);
  return parsed.ok ? [] : parsed.problems.map(inputProblemLine);
}

/** The problems of a good customer with some fields replaced. */
export function linesForCustomer(fields: object): string[] {
  return linesFor({ customer: { ...CUSTOMER, ...fields } });
}

export function linesForUpdate(update: object): string[] {
  return linesFor({ customer: CUSTOMER, update });
}

/** Text as a regular expression that matches it. */
export function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
