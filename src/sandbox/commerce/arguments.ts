import { membersOf, objectArgument, stringArgument } from './coercion';
import { CUSTOMER, SEARCH_CRITERIA, type CustomerValues, type SearchCriteriaValues } from './fields';
import { refused } from './refusal';

/** The customer in a body; refuses a body without one. */
export function customerArgument(body: unknown): CustomerValues {
  return objectArgument(CUSTOMER, requiredMember(body, 'customer'));
}

/** The password beside the customer; `null` counts as none. */
export function passwordArgument(body: unknown): string | null {
  return stringArgument(membersOf(body)['password']);
}

/** The search criteria in a query, in either spelling. */
export function searchCriteriaArgument(query: unknown): SearchCriteriaValues {
  const members = membersOf(query);
  const criteria = members['searchCriteria'] ?? members['search_criteria'];
  return objectArgument(SEARCH_CRITERIA, requiredMember({ searchCriteria: criteria }, 'searchCriteria'));
}

function requiredMember(data: unknown, fieldName: string): unknown {
  const value = membersOf(data)[fieldName];
  if (value === undefined || value === null) throw refused({ text: 'required', parameters: { fieldName } });
  return value;
}
