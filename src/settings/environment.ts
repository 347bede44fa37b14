import { join } from 'node:path';
import { parse } from 'dotenv';
import { SERVICE_SETTINGS } from './serviceSettings';
import type { Environment } from './setting';
import { SettingsError } from './settingsError';
import { readTextFile } from './textFile';

export interface EnvironmentSources {
  /** The folder of the `.env`. Default: the current folder. */
  cwd?: string;
  /** Default: `process.env`. */
  env?: NodeJS.ProcessEnv;
}

/**
 * The environment, completed by the `.env` of the current folder.
 * @throws SettingsError if a `.env` cannot be read, or names a program to run
 */
export function loadEnvironment({
  cwd = process.cwd(),
  env = process.env,
}: EnvironmentSources = {}): Environment {
  const fromProcess = definedOnly(env);
  const fromFile = Object.entries(readDotEnv(join(cwd, '.env'))).filter(
    ([name]) => !isGiven(fromProcess, name),
  );
  const refused = fromFile.find(([name, value]) => PROGRAM_SETTINGS.includes(name) && value !== '');
  if (refused) throw namesProgram(refused[0]);
  return { ...Object.fromEntries(fromFile), ...fromProcess };
}

const PROGRAM_SETTINGS = Object.values(SERVICE_SETTINGS)
  .filter((setting) => 'runsProgram' in setting)
  .map(({ name }) => name);

function namesProgram(name: string): SettingsError {
  return new SettingsError([
    `${name}: is set in .env and names a program to run, which a file of the current folder must not choose; ` +
      'remove it there and set it in the environment (export)',
  ]);
}

/** The environment takes precedence over the file in either form, `NAME` or `NAME_FILE`. */
function isGiven(environment: Environment, name: string): boolean {
  const otherForm = name.endsWith('_FILE') ? name.slice(0, -'_FILE'.length) : `${name}_FILE`;
  return name in environment || Boolean(environment[otherForm]);
}

function readDotEnv(path: string): Environment {
  const file = readTextFile(path);
  if (!file.ok && file.isMissing) return {};
  if (!file.ok) throw new SettingsError([`.env: ${file.problem}, or remove it`]);
  return parse(file.text);
}

function definedOnly(variables: NodeJS.Dict<string>): Environment {
  return Object.fromEntries(
    Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
