import type { IncomingHttpHeaders } from 'node:http';
import type { Caller, SenderId } from '../access/access';
import { readEvents, type ReceivedEvents } from './readEvents';
import type { AdobeKeys } from './signatures/adobeKeys';
import { verifyAdobeSignature } from './signatures/adobeSignature';
import { signatureRefused } from './signatures/signatureRefused';
import { verifyStandardWebhook } from './signatures/standardWebhooks';

/** Which signatures are accepted. */
export interface EventSenders {
  /** Secrets of Standard Webhooks. */
  readonly secrets?: readonly string[] | undefined;
  readonly adobe?: { readonly clientId: string; readonly keys: AdobeKeys } | undefined;
}

export interface SignedEvents extends ReceivedEvents {
  readonly caller: Caller;
  /** The signed ID of the message. It identifies an event whose own attributes are not signed. */
  readonly webhookId?: string;
}

/** The kind of signature that a request has, not verified. With a key, the key decides, and no signature is needed. */
export function senderIn(headers: IncomingHttpHeaders): SenderId | undefined {
  if (/^Bearer /i.test(headers.authorization ?? '')) return undefined;
  if (headers['webhook-signature'] !== undefined) return 'standard-webhooks';
  const isAdobe = [1, 2].some((which) => headers[`x-adobe-digital-signature-${which}`] !== undefined);
  return isAdobe ? 'adobe-io-events' : undefined;
}

export function senderOf(id: SenderId): Caller {
  return { kind: 'sender', id, rights: ['start'] };
}

/** @throws Problem `signature-refused` if the gateway accepts no signature of the kind */
export function assertAccepted(id: SenderId, { secrets, adobe }: EventSenders): void {
  if (id === 'standard-webhooks' && !secrets) {
    throw signatureRefused('ONBOARDING_GATEWAY_EVENTS_SECRETS is not set');
  }
  if (id === 'adobe-io-events' && !adobe) {
    throw signatureRefused('ONBOARDING_GATEWAY_EVENTS_CLIENT_ID is not set');
  }
}

/**
 * Verifies the signature of a request and reads its events.
 * @throws Problem `signature-refused`, `sender-keys-unavailable`; those of `readEvents`
 */
export async function readSignedEvents(
  { id, headers, body }: { id: SenderId; headers: IncomingHttpHeaders; body: Buffer },
  { secrets = [], adobe }: EventSenders,
): Promise<SignedEvents> {
  const caller = senderOf(id);
  if (id === 'standard-webhooks') {
    const webhookId = verifyStandardWebhook(headers, body, secrets);
    const received = readEvents(headers, body);
    return { caller, ...received, ...(received.isBinary && { webhookId }) };
  }
  if (!adobe) throw new Error('The signature was not accepted');
  const received = readEvents(headers, body);
  // In binary mode, the recipient would be in a header, which is not signed.
  const events = received.isBinary ? [] : received.events;
  await verifyAdobeSignature(headers, { body, events }, adobe);
  return { caller, ...received };
}
