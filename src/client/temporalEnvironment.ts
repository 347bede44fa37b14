import { type EncryptionSettings, type Environment, SettingsError } from '../settings';
import { TEMPORAL_SETTINGS } from '../settings/temporalSettings';
import type { Encryption } from '../temporal/encryption';
import { parseEncryptionKeys } from '../temporal/encryption/encryptionKeys';
import { EncryptionKeyFileError, homeEncryptionKeys } from '../temporal/encryption/homeEncryptionKeys';
import { readTemporalTarget, type TemporalTarget } from '../temporal/temporalTarget';

/** The configured Temporal server, if any; reads the files of its credentials anew. @throws SettingsError */
export function readTarget(environment: Environment): TemporalTarget | undefined {
  const { TEMPORAL_API_KEY: _, ...others } = environment;
  const apiKey = TEMPORAL_SETTINGS.apiKey.read(environment);
  try {
    return readTemporalTarget({ ...others, ...(apiKey !== undefined && { TEMPORAL_API_KEY: apiKey }) });
  } catch (error) {
    throw new SettingsError([
      `Temporal's settings: ${error instanceof Error ? error.message : String(error)}`,
    ]);
  }
}

/**
 * The encryption on your own Temporal server.
 * @throws SettingsError if there is no key and encryption is not off, or if a key is wrong
 */
export function encryptionOfServer({ mode, keys: text }: EncryptionSettings): Encryption {
  if (text === undefined) {
    if (mode === 'off') return { mode, keys: [] };
    throw new SettingsError([MISSING_KEYS]);
  }
  const parsed = parseEncryptionKeys(text);
  if (parsed.ok) return { mode, keys: parsed.keys };
  throw new SettingsError(parsed.problems.map((problem) => `ONBOARDING_ENCRYPTION_KEYS: ${problem}`));
}

const MISSING_KEYS =
  'ONBOARDING_ENCRYPTION_KEYS: is not set, and a Temporal server of your own must not be sent anything in the clear; ' +
  'set it to what `onboard keys new` prints, or ONBOARDING_ENCRYPTION=off if all may be read there';

/**
 * The encryption on the embedded server, with the keys of its home; creates them if there are none.
 * @throws SettingsError if they cannot be used
 */
export async function encryptionOfHome({ mode }: EncryptionSettings, home: string): Promise<Encryption> {
  try {
    return { mode, keys: await homeEncryptionKeys(home) };
  } catch (error) {
    if (error instanceof EncryptionKeyFileError) throw new SettingsError([error.message]);
    throw error;
  }
}
