import type { FailureType } from '../../contract/failures';
import type { Environment, ServiceSettings } from '../../settings';
import type { RetriableStatus } from '../../onboardings/onboardingStatus';
import type { Correction } from '../../onboardings/retry/correctedInput';

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
export interface RetryOptions {
  choice: RetryChoice;
  correction: Correction;
  environment: Environment;
  settings: ServiceSettings;
  /** The maximum number of retries or look-ups per second. */
  perSecond: number;
  json: boolean;
  interruption: AbortSignal;
}

export interface RetryChosenOptions extends RetryOptions {
  restEndpoint: string;
  /** Wait for the end of those that are given by ID. */
  wait: boolean;
  /** Ask before many are retried. */
  ask: boolean;
}
