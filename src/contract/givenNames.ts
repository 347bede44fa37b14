import { membersOf } from './isRecord';

/** A customer's first and last name: they help to decide whether an onboarding made the customer that was found. */
export interface GivenNames {
  firstname: string;
  lastname: string;
}

/**
 * The customer's names before the input's update and after it.
 * @param input of a run that may have failed because its input was invalid
 */
export function givenNames(input: unknown): GivenNames[] {
  const { customer, update } = membersOf(input);
  const before = membersOf(customer);
  const candidates = [before, { ...before, ...membersOf(update) }].flatMap(({ firstname, lastname }) =>
    typeof firstname === 'string' && typeof lastname === 'string' ? [{ firstname, lastname }] : [],
  );
  return distinctNames(candidates);
}

export function distinctNames(names: readonly GivenNames[]): GivenNames[] {
  return names.filter((one, index) => names.findIndex((other) => isSameName(one, other)) === index);
}

function isSameName(one: GivenNames, other: GivenNames): boolean {
  return one.firstname === other.firstname && one.lastname === other.lastname;
}
