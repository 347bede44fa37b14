import { isRecord } from '../contract/isRecord';
import type { Answer, Answered } from './answer';
import { StepFailure } from './failure';
import { isNotFoundOfSent, messageOf } from './messages';

/** Whether Commerce itself refused the request: it changed nothing, and gives the reason. */
export function isRefusal(answer: Answer): boolean {
  if (answer.kind === 'unanswered' || isGatewayForm(answer.json)) return false;
  if (answer.status === 400) return messageOf(answer.json) !== undefined;
  return answer.status === 404 && isNotFoundOfSent(answer.json);
}

/**
 * The failure for an answer of Commerce other than the expected one. Only Commerce's own words can say that the
 * credential or the endpoint is wrong: the page of a proxy or a firewall cannot.
 */
export function commerceFailure(answer: Answer): StepFailure {
  if (answer.kind === 'unanswered')
    return new StepFailure('CommerceUnavailable', `Commerce: ${answer.reason}`);
  const { json, retryAfterMs } = answer;
  const words = messageOf(json);
  const message = whatAnswered(answer, words);
  const after = retryAfterMs === undefined ? {} : { retryAfterMs };
  if (isRefusal(answer)) return new StepFailure('CustomerRejected', words ?? message);
  const status = gatewayStatus(json) ?? answer.status;
  if (status === 429) return new StepFailure('RateLimited', message, after);
  if (status >= 500 || status === 408) return new StepFailure('CommerceUnavailable', message, after);
  if (words === undefined && status > 400) return new StepFailure('CommerceUnavailable', message, after);
  if (status === 401) return new StepFailure('AccessDenied', message);
  if (status === 403) return new StepFailure('AccessDenied', message, { tries: 'once' });
  if (status === 404) return new StepFailure('EndpointNotFound', message);
  return new StepFailure('UnexpectedResponse', message);
}

function whatAnswered({ status, page }: Answered, words: string | undefined): string {
  if (words !== undefined) return `Commerce answered ${status}: ${words}`;
  if (status < 300)
    return `Commerce answered ${status}, but not with what was asked for${page === undefined ? '' : ` (${page})`}`;
  if (page === undefined || status >= 500)
    return `Commerce answered ${status} without a message of its own${page === undefined ? '' : ` (${page})`}`;
  return (
    `${status} was answered in place of Commerce (${page}). ` +
    'If it stays so, look for a proxy or firewall on the way, and check REST_ENDPOINT'
  );
}

/** The gateway in front of Commerce has its own form of answer, which does not show what Commerce did. */
function isGatewayForm(json: unknown): boolean {
  return isRecord(json) && 'error_code' in json;
}

/** The gateway's codes begin with the HTTP status, such as `429050`. */
function gatewayStatus(json: unknown): number | undefined {
  const code = isRecord(json) ? json['error_code'] : undefined;
  if (typeof code !== 'string' && typeof code !== 'number') return undefined;
  const status = /^([45]\d\d)\d{3}$/.exec(String(code))?.[1];
  return status === undefined ? undefined : Number(status);
}
