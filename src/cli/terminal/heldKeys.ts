import { existsSync } from 'node:fs';
import { encryptionOfHome, encryptionOfServer, readTarget } from '../../client/temporalEnvironment';
import type { Environment, ServiceSettings } from '../../settings';
import type { Encryption } from '../../temporal/encryption';
import { homeEncryptionKeyFile } from '../../temporal/encryption/homeEncryptionKeys';

/** Where the keys come from. */
export type KeySource =
  | { readonly kind: 'environment' }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'home'; readonly path: string };

export interface HeldKeys {
  readonly source: KeySource;
  /** Undefined if the home has no keys yet. */
  readonly encryption: Encryption | undefined;
}

/** The keys that commands use here. Creates none. @throws SettingsError if they are missing or wrong */
export async function heldKeys(environment: Environment, settings: ServiceSettings): Promise<HeldKeys> {
  const source = whereKeysAre(environment, settings);
  if (source.kind !== 'home') return { source, encryption: encryptionOfServer(settings.encryption) };
  if (!existsSync(source.path)) return { source, encryption: undefined };
  return { source, encryption: await encryptionOfHome(settings.encryption, settings.home) };
}

/** @throws SettingsError if Temporal's settings are wrong */
export function whereKeysAre(environment: Environment, { home }: ServiceSettings): KeySource {
  if (!readTarget(environment)) return { kind: 'home', path: homeEncryptionKeyFile(home) };
  const path = environment['ONBOARDING_ENCRYPTION_KEYS_FILE'];
  return path ? { kind: 'file', path } : { kind: 'environment' };
}

/** A phrase that follows "of" or "from". */
export function placeOf(source: KeySource): string {
  switch (source.kind) {
    case 'environment':
      return 'ONBOARDING_ENCRYPTION_KEYS';
    case 'file':
      return `the file that ONBOARDING_ENCRYPTION_KEYS_FILE names (${source.path})`;
    case 'home':
      return `the embedded server's home (${source.path})`;
  }
}
