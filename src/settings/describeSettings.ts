import { type Environment, isSet, type Setting } from './setting';
import { SettingsError } from './settingsError';
import { SETTINGS_TABLE } from './settingsTable';

/** Every setting on its own line, `NAME=value`, with its source; a secret is shown as `***`. */
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

/** An invalid value is not shown: it may be a secret in the wrong place. */
function isValid(setting: Setting<unknown>, environment: Environment): boolean {
  try {
    setting.read(environment);
    return true;
  } catch (error) {
    if (error instanceof SettingsError) return false;
    throw error;
  }
}
