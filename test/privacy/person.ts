import type { OnboardingInput } from '../../src/contract/onboarding';

export const FIRST_NAME = 'Zaphodine';
export const LAST_NAME = 'Quuxington';
/** The beginning of every address. */
export const ADDRESS = 'zaphodine.quuxington';
export const PASSWORD = 'Pl4nted!Passw0rd?';
export const SECRET = 'p-planted~secret/of+a=client';

/** A service's message that repeats the whole request. */
export const WORDS = `Refused: email = ${ADDRESS}@example.net, ${FIRST_NAME} ${LAST_NAME}, ${PASSWORD}, ${SECRET}`;

/** One of several people with these names. */
export function person(tag: string): OnboardingInput {
  return {
    customer: {
      email: `${ADDRESS}+${tag}@example.net`,
      firstname: FIRST_NAME,
      lastname: LAST_NAME,
      store_id: 1,
      website_id: 1,
    },
    password: PASSWORD,
    update: { firstname: `${FIRST_NAME} Maria` },
  };
}
