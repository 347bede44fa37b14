import { type KeyObject, verify } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Problem } from '../../problems/problem';
import type { AdobeKeys } from './adobeKeys';
import { signatureRefused } from './signatureRefused';

/** A signature and the path of the key that made it. */
interface SignedWith {
  readonly signature: Buffer;
  readonly keyPath: string;
}

/**
 * Verifies events of Adobe I/O Events: each names our client ID as its recipient, and one of two signatures of the body
 * fits. Adobe signs the events of all its customers with the same keys, so the recipient is as important as the
 * signature.
 * @throws Problem `signature-refused`; `sender-keys-unavailable` if Adobe's keys cannot be read now
 */
export async function verifyAdobeSignature(
  headers: IncomingHttpHeaders,
  { body, events }: { body: Buffer; events: readonly unknown[] },
  { clientId, keys }: { clientId: string; keys: AdobeKeys },
): Promise<void> {
  if (events.length === 0 || !events.every((event) => isFor(clientId, event))) {
    throw signatureRefused('The recipient of an event is not the client ID of the gateway');
  }
  let unavailable: Problem | undefined;
  for (const { signature, keyPath } of signaturesIn(headers)) {
    try {
      const key = await keys.keyAt(keyPath);
      if (key && fits(body, signature, key)) return;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      unavailable = error;
    }
  }
  throw unavailable ?? signatureRefused('No signature fits this body and a public key of Adobe I/O Events');
}

/** Adobe has used both spellings, and sends both to some registrations. */
const RECIPIENT_MEMBERS = ['recipient_client_id', 'recipientclientid'];

function isFor(clientId: string, event: unknown): boolean {
  if (typeof event !== 'object' || event === null) return false;
  const recipients = RECIPIENT_MEMBERS.filter((name) => Object.hasOwn(event, name)).map(
    (name): unknown => Object.getOwnPropertyDescriptor(event, name)?.value,
  );
  return recipients.length > 0 && recipients.every((recipient) => recipient === clientId);
}

/** The documented form of a path: nothing else may become a part of a URL. */
const KEY_PATH = /^\/prod\/keys\/pub-key-[A-Za-z0-9_-]{1,64}\.pem$/;

function signaturesIn(headers: IncomingHttpHeaders): SignedWith[] {
  return [1, 2].flatMap((which) => {
    const signature = headers[`x-adobe-digital-signature-${which}`];
    const keyPath = headers[`x-adobe-public-key${which}-path`];
    if (typeof signature !== 'string' || typeof keyPath !== 'string' || !KEY_PATH.test(keyPath)) return [];
    return [{ signature: Buffer.from(signature, 'base64'), keyPath }];
  });
}

function fits(body: Buffer, signature: Buffer, key: KeyObject): boolean {
  return verify('rsa-sha256', body, key, signature);
}
