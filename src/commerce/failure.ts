import { HIDDEN } from '../contract/passwords';
import { type FailureDetails, type FailureType, FAILURES } from '../contract/failures';

export interface StepFailureOptions {
  /** What the service asked to wait before the next try. */
  retryAfterMs?: number;
  /** How often it is tried again, where that is another number than for most failures of its type. */
  tries?: Tries;
  details?: Partial<FailureDetails>;
}

type Tries = 'once' | number | 'untilGivenUp';

/** A step did not do its work, for a reason of the table of failures. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure';
  readonly retryAfterMs: number | undefined;
  readonly details: Partial<FailureDetails>;
  readonly tries: Tries;

  constructor(
    readonly type: FailureType,
    message: string,
    options: StepFailureOptions = {},
  ) {
    super(message);
    this.retryAfterMs = options.retryAfterMs;
    this.details = options.details ?? {};
    this.tries = options.tries ?? FAILURES[type].tries;
  }

  /** The same failure with more known of it. */
  with(details: Partial<FailureDetails>): StepFailure {
    return this.copy(this.message, details);
  }

  /** The same failure, its message without a password that the service repeated. */
  hiding(password: string | undefined): StepFailure {
    return password ? this.copy(withoutPassword(this.message, password), {}) : this;
  }

  private copy(message: string, details: Partial<FailureDetails>): StepFailure {
    return new StepFailure(this.type, message, {
      tries: this.tries,
      details: { ...this.details, ...details },
      ...(this.retryAfterMs !== undefined && { retryAfterMs: this.retryAfterMs }),
    });
  }
}

/** Below this length a password is hidden only where it is a word by itself: it may be a part of any other. */
const LEAST_UNMISTAKABLE = 8;

function withoutPassword(message: string, password: string): string {
  const literal = [password, JSON.stringify(password).slice(1, -1)]
    .map((form) => form.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
    .join('|');
  const pattern =
    password.length < LEAST_UNMISTAKABLE
      ? `(?<![\\p{L}\\p{N}])(?:${literal})(?![\\p{L}\\p{N}])`
      : `(?:${literal})`;
  return message.replace(new RegExp(pattern, 'gu'), HIDDEN);
}
