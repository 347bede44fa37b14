import type { Payload } from '@temporalio/common';
import { HIDDEN, hidePasswords, mayHoldPassword } from '../contract/passwords';

/** A decoded payload without passwords, for people to see. */
export function displayedPayload(payload: Payload): Payload {
  const encoding = Buffer.from(payload.metadata?.['encoding'] ?? []).toString();
  const text = Buffer.from(payload.data ?? []).toString();
  if (encoding === 'binary/encrypted' || !mayHoldPassword(text)) return payload;
  try {
    return { ...payload, data: Buffer.from(JSON.stringify(JSON.parse(text), hidePasswords)) };
  } catch (error) {
    // Hides the whole payload if its JSON is invalid, or too deeply nested to search.
    const isJson = encoding.startsWith('json/') || !(error instanceof SyntaxError);
    return isJson ? { ...payload, data: Buffer.from(JSON.stringify(HIDDEN)) } : payload;
  }
}
