import { setTimeout as sleep } from 'node:timers/promises';
import { withinLimit } from '../contract/withinLimit';
import type { TemporalConnection } from '../temporal/connection';
import { temporalUnavailable } from './problems/problemOf';

/** A question is given this long before it is asked whether the server is there at all. */
const LOOK_AFTER_MS = 150;
const PRESENCE_LIMIT_MS = 700;
/** Longer than the native client tries again by itself, so that its reason is told. */
const QUESTION_LIMIT_MS = 15_000;

export interface TemporalAnswers {
  /**
   * What Temporal answers. A server that is gone is not waited for, a slow one is.
   * @throws Problem `temporal-unavailable` within a second where the server is gone, after 15 s where it is slow
   */
  of<Answer>(question: () => Promise<Answer>): Promise<Answer>;
  isThere(): Promise<boolean>;
}

/** The native client tries again by itself for longer than a request can wait, and cannot be told not to. */
export function createTemporalAnswers({ connection }: TemporalConnection): TemporalAnswers {
  let looking: Promise<boolean> | undefined;

  const look = async (): Promise<boolean> => {
    const found = connection
      .withDeadline(Date.now() + PRESENCE_LIMIT_MS, () => connection.workflowService.getSystemInfo({}))
      .then(
        () => true,
        () => false,
      );
    return await withinLimit(found, { limitMs: PRESENCE_LIMIT_MS, whenOver: () => false });
  };
  const isThere = async (): Promise<boolean> => {
    looking ??= look().finally(() => {
      looking = undefined;
    });
    return await looking;
  };
  const untilGone = async (signal: AbortSignal): Promise<never> => {
    const deadline = performance.now() + QUESTION_LIMIT_MS;
    while (performance.now() < deadline) {
      await sleep(LOOK_AFTER_MS, undefined, { signal });
      if (!(await isThere())) break;
    }
    throw temporalUnavailable();
  };

  return {
    isThere,
    of: async (question) => {
      const answered = new AbortController();
      const answer = connection.withDeadline(Date.now() + QUESTION_LIMIT_MS, question);
      try {
        return await Promise.race([answer, untilGone(answered.signal)]);
      } finally {
        answered.abort();
      }
    },
  };
}
