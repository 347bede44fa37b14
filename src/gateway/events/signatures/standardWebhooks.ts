import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { signatureRefused } from './signatureRefused';

/**
 * Verifies a signature of Standard Webhooks with any of the secrets.
 * @returns the signed ID of the message
 * @throws Problem `signature-refused`
 */
export function verifyStandardWebhook(
  headers: IncomingHttpHeaders,
  body: Buffer,
  secrets: readonly string[],
): string {
  const signed = {
    'webhook-id': single(headers['webhook-id']),
    'webhook-timestamp': single(headers['webhook-timestamp']),
    'webhook-signature': single(headers['webhook-signature']),
  };
  // The library decodes the body, and would replace any byte that is not UTF-8 by the same character.
  if (!isUtf8(body)) throw signatureRefused('The body is not UTF-8');
  const reasons = secrets.map((secret) => reasonAgainst(() => verify(secret, body, signed)));
  if (reasons.includes(undefined)) return signed['webhook-id'];
  throw signatureRefused(reasons[0] ?? 'There is no secret');
}

type SignedHeaders = Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>>;

function verify(secret: string, body: Buffer, headers: SignedHeaders): void {
  new Webhook(secret).verify(body.toString(), headers, { jsonParse: false });
}

/** @returns undefined if the check passes */
function reasonAgainst(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error;
    switch (error.message) {
      case 'Missing required headers':
        return 'The headers webhook-id, webhook-timestamp and webhook-signature are required';
      case 'Message timestamp too old':
        return 'webhook-timestamp is more than 5 minutes ago';
      case 'Message timestamp too new':
        return 'webhook-timestamp is more than 5 minutes ahead of the clock of the gateway';
      case 'Invalid Signature Headers':
        return 'webhook-timestamp is not a number of seconds';
      default:
        return 'No signature fits this body and a secret of the gateway';
    }
  }
}

function single(header: string | string[] | undefined): string {
  return typeof header === 'string' ? header : '';
}
