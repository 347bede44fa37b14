import type { ExternalSecret } from './manifests';

/** The Secrets of a namespace, and their values by key. */
export type Secrets = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** @throws Error if there is no such Secret, or it has no such key */
export function secretValue(secrets: Secrets, name: string, key: string): string {
  const value = secrets[name]?.[key];
  if (value === undefined) throw new Error(`there is no Secret ${name} with ${key}`);
  return value;
}

/**
 * The Secrets that External Secrets makes.
 * @param store its entries by key, and their values by property; an entry without properties has the property ''
 */
export function fromStore(externalSecrets: readonly ExternalSecret[], store: Secrets): Secrets {
  const made = externalSecrets.map(({ spec: { target, data } }) => {
    const values = data.map(({ secretKey, remoteRef: { key, property = '' } }) => [
      secretKey,
      secretValue(store, key, property),
    ]);
    return [target.name, Object.fromEntries(values) as Record<string, string>] as const;
  });
  return Object.fromEntries(made);
}
