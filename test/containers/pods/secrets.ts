/** The Secrets of a namespace, and their values by key. */
export type Secrets = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** @throws Error if there is no such Secret, or it has no such key */
export function secretValue(secrets: Secrets, name: string, key: string): string {
  const value = secrets[name]?.[key];
  if (value === undefined) throw new Error(`there is no Secret ${name} with ${key}`);
  return value;
}
