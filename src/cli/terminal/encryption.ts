import { encryptionOfServer, readTarget } from '../../client/temporalEnvironment';
import { type EncryptionSettings, type Environment, readEncryption, SettingsError } from '../../settings';
import type { Encryption } from '../../temporal/encryption';
import { say } from './output';

export function warnIfUnencrypted({ mode }: Encryption): void {
  if (mode === 'on') return;
  say('ONBOARDING_ENCRYPTION is off: Temporal stores passwords, names and addresses in the clear.');
}

/**
 * Reports missing or wrong keys before anything is opened, together with other problems of the settings.
 * @throws SettingsError
 */
export function assertKeysAreGiven(environment: Environment): void {
  if (readTarget(environment)) encryptionOfServer(settingsOf(environment));
}

/** Problems of the settings themselves are reported by whatever reads all of them. */
function settingsOf(environment: Environment): EncryptionSettings {
  try {
    return readEncryption(environment);
  } catch (error) {
    if (error instanceof SettingsError) return { mode: 'off' };
    throw error;
  }
}
