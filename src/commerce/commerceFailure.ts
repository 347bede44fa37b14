import { type Answer, isRecord } from './answer';
import { StepFailure } from './failure';
import { isNotFoundOfSent, messageOf } from './messages';

/** Whether Commerce itself refused what was sent: it did nothing, and says why. */
export function isRefusal(answer: Answer): boolean {
  if (answer.kind === 'unanswered' || isGatewayForm(answer.json)) return false;
  if (answer.status === 400) return messageOf(answer.json) !== undefined;
  return answer.status === 404 && isNotFoundOfSent(answer.json);
}

/** The failure that an answer of Commerce stands for which is not the one that was asked for. */
export function commerceFailure(answer: Answer): StepFailure {
  if (answer.kind === 'unanswered')
    return new StepFailure('CommerceUnavailable', `Commerce: ${answer.reason}`);
  const { status, json, retryAfterMs } = answer;
  const words = messageOf(json);
  const message = `Commerce answered ${status}${words ? `: ${words}` : ' without a message of its own'}`;
  const after = retryAfterMs === undefined ? {} : { retryAfterMs };
  if (isRefusal(answer)) return new StepFailure('CustomerRejected', words ?? message);
  if (status === 429) return new StepFailure('RateLimited', message, after);
  if (status >= 500 || status === 408) return new StepFailure('CommerceUnavailable', message, after);
  if (status === 401) return new StepFailure('AccessDenied', message);
  if (status === 403) return new StepFailure('AccessDenied', message, { tries: 'once' });
  if (status === 404) return new StepFailure('EndpointNotFound', message);
  const complaint = status < 300 ? `Commerce answered ${status}, but not with what was asked for` : message;
  return new StepFailure('UnexpectedResponse', complaint);
}

/** The gateway in front of Commerce answers in a form of its own: it tells nothing of what Commerce did. */
function isGatewayForm(json: unknown): boolean {
  return isRecord(json) && 'error_code' in json;
}
