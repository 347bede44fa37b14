import type { HoldPoint } from '../worker/messages';

/** The point at which the onboarding's worker is killed. From `sent` on, the customer is made. */
const PLACES = ['before', 'sent', 'answered'] as const satisfies HoldPoint['boundary'][];

/** How a second try begins; a worker starts in any case. */
const SECOND_TRIES = ['nextAttempt', 'resetActivity', 'resetRun', 'startAgain'] as const;

export interface StrangerCell {
  /** `create@before/resetRun of a single onboarding`. */
  readonly name: string;
  readonly of: 'a single onboarding' | 'a row';
  readonly place: (typeof PLACES)[number];
  readonly secondTry: (typeof SECOND_TRIES)[number];
}

/** Every point of the create, and every way to try it again. */
export function strangerCells(): StrangerCell[] {
  return (['a single onboarding', 'a row'] as const).flatMap((of) =>
    PLACES.flatMap((place) =>
      SECOND_TRIES.map((secondTry) => ({
        ...{ of, place, secondTry },
        name: `create@${place}/${secondTry} of ${of}`,
      })),
    ),
  );
}
