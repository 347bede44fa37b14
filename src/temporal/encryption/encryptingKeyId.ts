import type { Payload } from '@temporalio/common';

/** The ID of the key that a payload is encrypted with; undefined for one in the clear. */
export function encryptingKeyId({ metadata }: Pick<Payload, 'metadata'>): string | undefined {
  if (text(metadata?.['encoding']) !== 'binary/encrypted') return undefined;
  return text(metadata?.['encryption-key-id']);
}

function text(bytes: Uint8Array | undefined): string {
  return bytes ? Buffer.from(bytes).toString() : '';
}
