import { eventSecrets } from './eventsSettings';
import type { Environment, Setting } from './setting';
import { SettingsError } from './settingsError';
import { SETTINGS_TABLE } from './settingsTable';

/** The values of valid secret settings: they must never be printed. */
export function secretValues(environment: Environment): string[] {
  const settings = SETTINGS_TABLE.flatMap((section) => section.settings)
    .filter(({ secret }) => secret)
    .flatMap((setting) => textsOf(setting, environment))
    .flatMap((text) => [text, ...keysIn(text)]);
  return [...settings, ...eventSecrets(environment)];
}

function textsOf(setting: Setting<unknown>, environment: Environment): string[] {
  try {
    return [setting.read(environment)].flat().filter((value) => typeof value === 'string');
  } catch (error) {
    if (error instanceof SettingsError) return [];
    throw error;
  }
}

/** The shortest base64 form of an encryption key's 32 bytes; the key's ID may be printed. */
const KEY_LENGTH = 43;

/** The keys in a list `ID:KEY,ID:KEY`. */
function keysIn(text: string): string[] {
  return text.split(/[\s,:]+/).filter((part) => part.length >= KEY_LENGTH);
}
