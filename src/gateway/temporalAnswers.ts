import { setTimeout as sleep } from 'node:timers/promises';
import { withinLimit } from '../contract/withinLimit';
import type { TemporalConnection } from '../temporal/connection';
import { temporalUnavailable } from './problems/problemOf';

/** After this time, checks whether the server is reachable at all. */
const LOOK_AFTER_MS = 150;
const PRESENCE_LIMIT_MS = 700;
/** Longer than the native client's own retries, so that its reason becomes known. */
const QUESTION_LIMIT_MS = 15_000;

export interface TemporalAnswers {
  /**
   * Asks Temporal. Waits for a slow server, but not for an unreachable one.
   * @throws Problem `temporal-unavailable` within a second if the server is unreachable, after 15 s if it is slow
   */
  of<Answer>(question: () => Promise<Answer>): Promise<Answer>;
  isReachable(): Promise<boolean>;
}

/** The native client retries for longer than a request can wait, and this cannot be configured. */
export function createTemporalAnswers(temporal: Pick<TemporalConnection, 'connection'>): TemporalAnswers {
  let looking: Promise<boolean> | undefined;

  const look = async (): Promise<boolean> => {
    const { connection } = temporal;
    const found = connection
      .withDeadline(Date.now() + PRESENCE_LIMIT_MS, () => connection.workflowService.getSystemInfo({}))
      .then(
        () => true,
        () => false,
      );
    return await withinLimit(found, { limitMs: PRESENCE_LIMIT_MS, whenOver: () => false });
  };
  const isReachable = async (): Promise<boolean> => {
    looking ??= look().finally(() => {
      looking = undefined;
    });
    return await looking;
  };
  const untilGone = async (signal: AbortSignal): Promise<never> => {
    const deadline = performance.now() + QUESTION_LIMIT_MS;
    while (performance.now() < deadline) {
      await sleep(LOOK_AFTER_MS, undefined, { signal });
      if (!(await isReachable())) break;
    }
    throw temporalUnavailable();
  };

  return {
    isReachable,
    of: async (question) => {
      const answered = new AbortController();
      const answer = temporal.connection.withDeadline(Date.now() + QUESTION_LIMIT_MS, question);
      try {
        return await Promise.race([answer, untilGone(answered.signal)]);
      } finally {
        answered.abort();
      }
    },
  };
}
