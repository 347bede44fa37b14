import { type Environment, secretValues, type ServiceSettings } from '../settings';
import { createLogger } from '../temporal/logging';
import { openSession, type Session } from './session';

/** Connects a command to Temporal for the time of its work. @throws the errors of `openSession` */
export async function withSession<Result>(
  { environment, settings }: { environment: Environment; settings: ServiceSettings },
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const logger = createLogger(settings.logLevel, secretValues(environment));
  const session = await openSession({ environment, settings, logger });
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}
