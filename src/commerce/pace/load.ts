import type { Answer } from '../answer';

/** What an answer tells of the load on who gave it, if anything. */
export type Load = 'taken' | 'refused' | 'unavailable' | 'unanswered' | undefined;

const TOO_MANY_REQUESTS = 429;
const UNAVAILABLE = 503;
const GATEWAY_TIMEOUT = 504;

/** Any other 5xx is likely to be about what was sent, and would come again at any pace. */
export function loadToldBy(answer: Answer): Load {
  if (answer.kind === 'unanswered') return 'unanswered';
  const { status, retryAfterMs } = answer;
  if (status === TOO_MANY_REQUESTS) return 'refused';
  if (status === UNAVAILABLE || status === GATEWAY_TIMEOUT) return retryAfterMs ? 'refused' : 'unavailable';
  return status < 500 ? 'taken' : undefined;
}
