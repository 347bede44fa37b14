import type { Environment } from './environment';
import { readTogether } from './readTogether';
import { optional, withDefault } from './setting';
import { SettingsError } from './settingsError';
import { oneOf } from './values';

/** Whether and with which keys payloads are encrypted before Temporal stores them. */
export interface EncryptionSettings {
  mode: 'on' | 'off';
  /** The text of the keys; a secret. */
  keys?: string;
}

/** @throws SettingsError that names every mistake */
export function readEncryption(environment: Environment): EncryptionSettings {
  const { mode, keys } = ENCRYPTION_SETTINGS;
  return readTogether<EncryptionSettings>(environment, { mode, keys });
}

/**
 * Whether a worker refuses input in the clear.
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
      'With off, passwords, names and addresses stand in the histories in the clear. What is encrypted already is still read with the keys that are given.',
    parse: oneOf(['on', 'off']),
  }),
  keys: optional({
    name: 'ONBOARDING_ENCRYPTION_KEYS',
    what: 'the keys with which inputs, results and failures are encrypted',
    form: 'entries ID:KEY with commas between them, KEY being 32 bytes in base64, as onboard keys new makes them; the first one encrypts, all decrypt',
    changing:
      'Needed wherever the server is not the embedded one, and the same for workers and clients. What was encrypted with a key that is gone cannot be read.',
    secret: true,
    fromFile: true,
    parse: (text) => ({ ok: true, value: text }),
  }),
  required: withDefault('false', {
    name: 'ONBOARDING_REQUIRE_ENCRYPTION',
    what: 'whether a worker refuses an onboarding that was started with its input in the clear',
    form: 'true or false',
    changing:
      "With true, such an onboarding fails as InvalidInput and no customer is made; callers need a key and the codec of Temporal's samples.",
    parse: oneOf(['true', 'false']),
  }),
};
