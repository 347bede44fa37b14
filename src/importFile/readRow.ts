import type { OnboardingInput } from '../contract/onboarding';
import type { InputProblem } from '../contract/parse/inputProblem';

/** The position of a row in its file. */
export interface RowPlace {
  /** From 1; the header of a CSV file and empty lines are not counted. */
  readonly row: number;
  /** The line in which it begins, from 1. */
  readonly line: number;
}

export interface GoodRow extends RowPlace {
  readonly kind: 'good';
  readonly input: OnboardingInput;
  /** Addresses of the row that are not sent because Commerce would refuse them, and why. */
  readonly leftOut?: readonly InputProblem[];
}

/** In a CSV file the path of a problem is the name of its column. */
export interface BadRow extends RowPlace {
  readonly kind: 'bad';
  readonly problems: readonly InputProblem[];
}

export type ReadRow = GoodRow | BadRow;
