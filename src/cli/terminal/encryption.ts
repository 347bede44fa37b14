import { encryptionOfServer, readTarget } from '../../client/temporalEnvironment';
import { type EncryptionSettings, type Environment, readEncryption, SettingsError } from '../../settings';
import type { Encryption } from '../../temporal/encryption';
import { say } from './output';

export function sayIfInTheClear({ mode }: Encryption): void {
  if (mode === 'on') return;
  say('ONBOARDING_ENCRYPTION is off: Temporal stores passwords, names and addresses in the clear.');
}

/**
 * Says that keys are missing or not right before anything is opened, beside what is wrong with other settings.
 * @throws SettingsError
 */
export function assertKeysAreGiven(environment: Environment): void {
  if (readTarget(environment)) encryptionOfServer(settingsOf(environment));
}

/** What is wrong with the settings themselves is told by those who read all of them. */
function settingsOf(environment: Environment): EncryptionSettings {
  try {
    return readEncryption(environment);
  } catch (error) {
    if (error instanceof SettingsError) return { mode: 'off' };
    throw error;
  }
}
