import type { Environment } from './setting';
import { SettingsError } from './settingsError';

/** A value that is read from the environment: a setting or a group of settings. */
interface Readable<Value> {
  /** @throws SettingsError */
  readonly read: (environment: Environment) => Value;
}

/** A reader for each member of `Values`. */
export type Readers<Values> = { readonly [Name in keyof Values]-?: Readable<Values[Name]> };

/**
 * Reads the members of `Values` in `names` (default: all) and reports the problems of all of them together.
 * @throws SettingsError
 */
export function readTogether<Values extends object, Name extends keyof Values = keyof Values>(
  environment: Environment,
  readers: Readers<Values>,
  names?: readonly Name[],
): Pick<Values, Name> {
  const wanted = new Set<PropertyKey>(names ?? Object.keys(readers));
  const values: Partial<Values> = {};
  const problems = new Set<string>();
  for (const name in readers) {
    if (!wanted.has(name)) continue;
    try {
      const value = readers[name].read(environment);
      if (value !== undefined) values[name] = value;
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      for (const problem of error.problems) problems.add(problem);
    }
  }
  if (problems.size > 0) throw new SettingsError([...problems]);
  return values as Pick<Values, Name>;
}
