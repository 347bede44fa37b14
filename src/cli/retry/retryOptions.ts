import type { FailureType } from '../../contract/failures';
import type { RetriableStatus } from '../../onboardings/onboardingStatus';
import type { Correction } from '../../onboardings/retry/correctedInput';
import type { InterruptibleCommandOptions } from '../terminal/withSession';

/** A time, and its text: the text identifies a repeated command. */
export interface Since {
  readonly text: string;
  readonly at: Date;
}

export interface RetryFilter {
  readonly status: RetriableStatus;
  readonly failure?: FailureType;
  readonly since?: Since;
}

/** Which onboardings to retry. */
export type RetryChoice =
  { readonly by: 'id'; readonly workflowIds: readonly string[] } | ({ readonly by: 'filter' } & RetryFilter);

/** What a retry and its preview have in common. */
export interface RetryOptions extends InterruptibleCommandOptions {
  choice: RetryChoice;
  correction: Correction;
  /** The maximum number of retries or look-ups per second. */
  perSecond: number;
}

export interface RetryChosenOptions extends RetryOptions {
  restEndpoint: string;
  /** Wait for the end of those that are given by ID. */
  wait: boolean;
  /** Ask before many are retried. */
  ask: boolean;
}
