import type { Difference } from '../contract/onboarding';

/** What became of a row; a line of the report. */
export type RowOutcome =
  | {
      readonly row: number;
      readonly outcome: 'made' | 'adopted';
      readonly customerId: number;
      readonly differences?: readonly Difference[];
    }
  | {
      readonly row: number;
      readonly outcome: 'refused';
      readonly customerId?: number;
      readonly failure: RowFailure;
      readonly differences?: readonly Difference[];
    };

export interface RowFailure {
  /** A failure type of `src/contract/failures.ts`. */
  readonly type: string;
  readonly message: string;
}
