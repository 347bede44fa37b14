import { type FailureDetails, type FailureType, FAILURES } from '../contract/failures';

export interface StepFailureOptions {
  /** What the service asked to wait before the next try. */
  retryAfterMs?: number;
  /** How often it is tried again, where that is another number than for most failures of its type. */
  tries?: Tries;
  /** It was not sent, as the service asked to wait: the wait does not use up the time to give up. */
  isHeld?: boolean;
  details?: Partial<FailureDetails>;
}

type Tries = 'once' | number | 'untilGivenUp';

/** A step did not do its work, for a reason of the table of failures. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure';
  readonly retryAfterMs: number | undefined;
  readonly details: Partial<FailureDetails>;
  readonly tries: Tries;
  readonly isHeld: boolean;

  constructor(
    readonly type: FailureType,
    message: string,
    options: StepFailureOptions = {},
  ) {
    super(message);
    this.retryAfterMs = options.retryAfterMs;
    this.details = options.details ?? {};
    this.tries = options.tries ?? FAILURES[type].tries;
    this.isHeld = options.isHeld ?? false;
  }

  /** The same failure with more known of it. */
  with(details: Partial<FailureDetails>): StepFailure {
    return new StepFailure(this.type, this.message, {
      tries: this.tries,
      isHeld: this.isHeld,
      details: { ...this.details, ...details },
      ...(this.retryAfterMs !== undefined && { retryAfterMs: this.retryAfterMs }),
    });
  }
}
