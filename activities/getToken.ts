import { Context } from '@temporalio/activity';
import type { Commerce } from '../src/commerce';
import type { RetrySettings } from '../src/commerce/retrying';
import type { TokenObtained } from '../src/contract/steps';
import { runAttempt } from './attempt';
import type { QueueLimit } from './queueLimit';
import { subscribersToReport, type SubscriberSettings } from './subscribersToReport';

/** Makes sure that this worker has a valid token; the token itself does not leave the worker. */
export async function getToken(
  commerce: Commerce,
  settings: RetrySettings & SubscriberSettings & { requestTimeoutMs: number; markerAttribute?: string },
  queueLimit: QueueLimit,
): Promise<TokenObtained> {
  return await runAttempt('getToken', settings, async (attempt) => {
    const token = await commerce.tokens.get(attempt);
    return {
      validUntil: new Date(token.validUntilMs).toISOString(),
      requestTimeoutMs: settings.requestTimeoutMs,
      ...(settings.markerAttribute !== undefined && { markerAttribute: settings.markerAttribute }),
      queueIsUnlimited: queueLimit.isKnownToBeNone(Context.current()),
      ...subscribersToReport(settings),
    };
  });
}
