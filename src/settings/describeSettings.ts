import { type Environment, isSet, type Setting } from './setting';
import { SettingsError } from './settingsError';
import { SETTINGS_TABLE } from './settingsTable';

/** Every setting on a line of its own, `NAME=value`, with where it comes from; a secret is `***`. */
export function describeSettings(environment: Environment): string[] {
  return SETTINGS_TABLE.flatMap(({ settings }) => settings).map(
    (setting) => `${setting.name}=${describeValue(setting, environment)}`,
  );
}

function describeValue(setting: Setting<unknown>, environment: Environment): string {
  const { name, presence, secret } = setting;
  const fromFile = environment[`${name}_FILE`];
  if (!isSet(setting, environment))
    return presence.kind === 'default' ? `${presence.text} (default)` : '(not set)';
  if (!isValid(setting, environment)) return '(not valid)';
  if (secret) return '***';
  return environment[name] || `(from ${fromFile ?? ''})`;
}

/** A value that is not valid may be a secret in the wrong place. */
function isValid(setting: Setting<unknown>, environment: Environment): boolean {
  try {
    setting.read(environment);
    return true;
  } catch (error) {
    if (error instanceof SettingsError) return false;
    throw error;
  }
}
