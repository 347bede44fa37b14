/** Exit statuses of every command. */
export const EXIT = {
  done: 0,
  /** The onboarding failed. */
  failed: 1,
  /** Bad usage, settings or input, and nothing was sent; or Temporal refuses this client. */
  usage: 2,
  /** A required service cannot be reached; nothing was started. */
  unreachable: 3,
  /** Ctrl-C in a command that had not finished. */
  interrupted: 130,
} as const;

export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

/** Usage, settings or input are wrong. Each problem is one line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';

  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}
