import { type FailureDetails, type FailureType, FAILURES } from '../contract/failures';

export interface StepFailureOptions {
  /** What the service asked to wait before the next try. */
  retryAfterMs?: number;
  /** Known to be of no use to try again, although failures of this type are tried again. */
  final?: boolean;
  details?: Partial<FailureDetails>;
}

/** A step did not do its work, for a reason of the table of failures. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure';
  readonly retryAfterMs: number | undefined;
  readonly details: Partial<FailureDetails>;
  readonly tries: (typeof FAILURES)[FailureType]['tries'];

  constructor(
    readonly type: FailureType,
    message: string,
    options: StepFailureOptions = {},
  ) {
    super(message);
    this.retryAfterMs = options.retryAfterMs;
    this.details = options.details ?? {};
    this.tries = options.final ? 'once' : FAILURES[type].tries;
  }

  /** The same failure with more known of it. */
  with(details: Partial<FailureDetails>): StepFailure {
    return new StepFailure(this.type, this.message, {
      final: this.tries === 'once',
      details: { ...this.details, ...details },
      ...(this.retryAfterMs !== undefined && { retryAfterMs: this.retryAfterMs }),
    });
  }
}
