import { HIDDEN } from '../contract/passwords';
import { type FailureDetails, type FailureType, FAILURES } from '../contract/failures';

export interface StepFailureOptions {
  /** The wait before the next try that the service asked for. */
  retryAfterMs?: number;
  /** How often it is tried again, if that differs from most failures of its type. */
  tries?: Tries;
  /** It was not sent, because the service asked to wait. The wait does not count towards the time to give up. */
  isHeld?: boolean;
  details?: Partial<FailureDetails>;
}

type Tries = 'once' | number | 'untilGivenUp';

/** A step failed for a reason in the table of failures. */
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

  /** The same failure with more details. */
  with(details: Partial<FailureDetails>): StepFailure {
    return this.copy(this.message, details);
  }

  /** The same failure; a password that the service repeated is removed from its message. */
  hiding(password: string | undefined): StepFailure {
    return password ? this.copy(withoutPassword(this.message, password), {}) : this;
  }

  private copy(message: string, details: Partial<FailureDetails>): StepFailure {
    return new StepFailure(this.type, message, {
      tries: this.tries,
      isHeld: this.isHeld,
      details: { ...this.details, ...details },
      ...(this.retryAfterMs !== undefined && { retryAfterMs: this.retryAfterMs }),
    });
  }
}

/** A shorter password is hidden only if it is a whole word: it could be part of any other word. */
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
