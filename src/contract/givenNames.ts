import { membersOf } from './isRecord';

/** The two names of a customer by which the one that an onboarding made is told from a stranger's. */
export interface GivenNames {
  firstname: string;
  lastname: string;
}

/**
 * The names that a customer has before the update of an input, and after it.
 * @param input of a run that may have failed as it was not one
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
