import { readTogether } from './readTogether';
import { type Environment, optional, withDefault } from './setting';
import { SettingsError } from './settingsError';
import { oneOf } from './values';

/** Whether payloads are encrypted before Temporal stores them, and with which keys. */
export interface EncryptionSettings {
  mode: 'on' | 'off';
  /** The keys as text; a secret. */
  keys?: string;
}

/** @throws SettingsError that names every mistake */
export function readEncryption(environment: Environment): EncryptionSettings {
  const { mode, keys } = ENCRYPTION_SETTINGS;
  return readTogether<EncryptionSettings>(environment, { mode, keys });
}

/**
 * Whether a worker refuses input that is not encrypted.
 * @throws SettingsError
 */
export function readRequireEncryption(environment: Environment): boolean {
  const required = ENCRYPTION_SETTINGS.required.read(environment) === 'true';
  if (!required || ENCRYPTION_SETTINGS.mode.read(environment) === 'on') return required;
  throw new SettingsError([
    'ONBOARDING_REQUIRE_ENCRYPTION: is true while ONBOARDING_ENCRYPTION is off, so that our own onboardings would be refused; set one of them otherwise',
  ]);
}

export const ENCRYPTION_SETTINGS = {
  mode: withDefault('on', {
    name: 'ONBOARDING_ENCRYPTION',
    what: 'whether inputs, results and failures are encrypted before Temporal stores them',
    form: 'on or off',
    changing:
      'With off, histories contain passwords, names and addresses in plain text. Existing encrypted data is still readable with the configured keys.',
    parse: oneOf(['on', 'off']),
  }),
  keys: optional({
    name: 'ONBOARDING_ENCRYPTION_KEYS',
    what: 'the keys that encrypt inputs, results and failures',
    form: 'comma-separated entries ID:KEY, where KEY is 32 bytes in base64, as printed by onboard keys new; the first one encrypts, all decrypt',
    changing:
      'Required unless the server is the embedded one, and the same for workers and clients. Data encrypted with a lost key cannot be read.',
    secret: true,
    fromFile: true,
    parse: (text) => ({ ok: true, value: text }),
  }),
  required: withDefault('false', {
    name: 'ONBOARDING_REQUIRE_ENCRYPTION',
    what: 'whether a worker refuses an onboarding that was started with plain input',
    form: 'true or false',
    changing:
      "With true, such an onboarding fails as InvalidInput and no customer is created; callers need a key and the codec of Temporal's samples.",
    parse: oneOf(['true', 'false']),
  }),
};
