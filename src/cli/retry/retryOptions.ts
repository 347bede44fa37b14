import type { FailureType } from '../../contract/failures';
import type { Environment, ServiceSettings } from '../../settings';
import type { RetriableStatus } from '../../onboardings/onboardingStatus';
import type { Correction } from '../../onboardings/retry/correctedInput';

/** A moment, and how it was written: by that a command that is given again is known. */
export interface Since {
  readonly text: string;
  readonly at: Date;
}

export interface RetryFilter {
  readonly status: RetriableStatus;
  readonly failure?: FailureType;
  readonly since?: Since;
}

/** What is retried. */
export type RetryChoice =
  { readonly by: 'id'; readonly workflowIds: readonly string[] } | ({ readonly by: 'filter' } & RetryFilter);

/** What a retry and its foretelling need alike. */
export interface RetryOptions {
  choice: RetryChoice;
  correction: Correction;
  environment: Environment;
  settings: ServiceSettings;
  /** At most so many are retried, or looked for, a second. */
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
