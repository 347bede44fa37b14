import { type EncryptionKey, encryptingKeyId } from '../../temporal/encryption';
import type { History } from './recordedHistory';

/** IDs of the keys that a history needs and that are not configured. */
export function missingKeyIds(history: History, keys: readonly EncryptionKey[]): string[] {
  const needed = new Set<string>();
  collectKeyIds(history, needed);
  const held = new Set(keys.map(({ id }) => id));
  return [...needed].filter((id) => !held.has(id));
}

/** An event has payloads in many places, such as headers, failures and their causes. */
function collectKeyIds(value: unknown, found: Set<string>): void {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
  if ('metadata' in value && isMetadata(value.metadata)) {
    const id = encryptingKeyId({ metadata: value.metadata });
    if (id !== undefined) found.add(id);
    return;
  }
  for (const member of Object.values(value)) collectKeyIds(member, found);
}

function isMetadata(value: unknown): value is Record<string, Uint8Array> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((member) => member instanceof Uint8Array)
  );
}
