import { type Environment, secretValues, type ServiceSettings } from '../../settings';
import { createLogger } from '../../temporal/logging';
import { unlessAborted } from '../../contract/unlessAborted';
import { listenForInterruption } from './interruption';
import { openSession, type Session } from './session';

/** What a command that uses Temporal is given. */
export interface TemporalCommandOptions {
  environment: Environment;
  settings: ServiceSettings;
  json: boolean;
}

/** The same of a command that stops by itself at an interruption. */
export interface InterruptibleCommandOptions extends TemporalCommandOptions {
  interruption: AbortSignal;
}

export interface WithSessionOptions extends Omit<TemporalCommandOptions, 'json'> {
  /** Given by work that stops by itself when interrupted; other work is abandoned. */
  interruption?: AbortSignal;
  /** The command changes nothing, so it may use a running server even if the disk is full. */
  onlyReads?: boolean;
}

/** Connects to Temporal for the duration of `work`. @throws Interrupted; the errors of `openSession` */
export async function withSession<Result>(
  { environment, settings, interruption: heeded, onlyReads }: WithSessionOptions,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  // Closes what it opened even if the command itself does not listen.
  const interruption = listenForInterruption();
  const logger = createLogger(settings.logLevel, secretValues(environment));
  const session = await openSession({ environment, settings, logger, interruption, onlyReads });
  try {
    return await (heeded ? work(session) : unlessAborted(work(session), interruption));
  } finally {
    await session.close();
  }
}
