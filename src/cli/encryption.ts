import { type EncryptionSettings, type Environment, readEncryption, SettingsError } from '../settings';
import type { Encryption } from '../temporal/encryption';
import { parseEncryptionKeys } from '../temporal/encryption/encryptionKeys';
import { EncryptionKeyFileError, homeEncryptionKeys } from '../temporal/encryption/homeEncryptionKeys';
import { readTemporalTarget, type TemporalTarget } from '../temporal/temporalTarget';
import { UsageError } from './exit';
import { say } from './output';

/**
 * What is encrypted with on a Temporal server of your own.
 * @throws UsageError where there is no key and nobody said that there need be none, or a key is not right
 */
export function encryptionOfServer({ mode, keys: text }: EncryptionSettings): Encryption {
  if (text === undefined) {
    if (mode === 'off') return { mode, keys: [] };
    throw new UsageError([MISSING_KEYS]);
  }
  const parsed = parseEncryptionKeys(text);
  if (parsed.ok) return { mode, keys: parsed.keys };
  throw new UsageError(parsed.problems.map((problem) => `ONBOARDING_ENCRYPTION_KEYS: ${problem}`));
}

const MISSING_KEYS =
  'ONBOARDING_ENCRYPTION_KEYS: is not set, and a Temporal server of your own must not be sent anything in the clear; ' +
  'set it to what `onboard keys new` prints, or ONBOARDING_ENCRYPTION=off if all may be read there';

/**
 * What is encrypted with on the embedded server: the keys of its home, made where there are none.
 * @throws UsageError where they cannot be used
 */
export async function encryptionOfHome({ mode }: EncryptionSettings, home: string): Promise<Encryption> {
  try {
    return { mode, keys: await homeEncryptionKeys(home) };
  } catch (error) {
    if (error instanceof EncryptionKeyFileError) throw new UsageError([error.message]);
    throw error;
  }
}

export function sayIfInTheClear({ mode }: Encryption): void {
  if (mode === 'on') return;
  say('ONBOARDING_ENCRYPTION is off: Temporal stores passwords, names and addresses in the clear.');
}

/**
 * The server of your own that is set up, if one is.
 * @throws UsageError
 */
export function readTarget(environment: Environment): TemporalTarget | undefined {
  try {
    return readTemporalTarget(environment);
  } catch (error) {
    throw new UsageError([`Temporal's settings: ${error instanceof Error ? error.message : String(error)}`]);
  }
}

/**
 * Says that keys are missing or not right before anything is opened, beside what is wrong with other settings.
 * @throws UsageError
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
