import { type Environment, secretValues, type ServiceSettings } from '../../settings';
import { createLogger } from '../../temporal/logging';
import { unlessAborted } from '../../contract/unlessAborted';
import { listenForInterruption } from './interruption';
import { openSession, type Session } from './session';

export interface WithSessionOptions {
  environment: Environment;
  settings: ServiceSettings;
  /** Given by work that ends by itself when it is interrupted; other work is left behind. */
  interruption?: AbortSignal;
  /** The command changes nothing: a server that runs is used although the disk is full. */
  onlyReads?: boolean;
}

/** Connects a command to Temporal for the time of its work. @throws Interrupted; the errors of `openSession` */
export async function withSession<Result>(
  { environment, settings, interruption: heeded, onlyReads }: WithSessionOptions,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  // What is opened is closed again, also where the command itself does not listen.
  const interruption = listenForInterruption();
  const logger = createLogger(settings.logLevel, secretValues(environment));
  const session = await openSession({ environment, settings, logger, interruption, onlyReads });
  try {
    return await (heeded ? work(session) : unlessAborted(work(session), interruption));
  } finally {
    await session.close();
  }
}
