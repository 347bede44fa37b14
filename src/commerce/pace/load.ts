import type { Answer } from '../answer';

/** What an answer tells of the load on who gave it, if anything. */
export type Load = 'taken' | 'refused' | 'unanswered' | undefined;

const TOO_MANY_REQUESTS = 429;
const UNAVAILABLE = 503;
const GATEWAY_TIMEOUT = 504;

/** Any other 5xx is likely to be about what was sent, and would come again at any pace. */
export function loadToldBy(answer: Answer): Load {
  if (answer.kind === 'unanswered') return 'unanswered';
  const { status } = answer;
  if (status === TOO_MANY_REQUESTS || status === UNAVAILABLE || status === GATEWAY_TIMEOUT) return 'refused';
  return status < 500 ? 'taken' : undefined;
}
