import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { SettingsError } from './settingsError';

/** Environment variables, those of a `.env` among them: hand it to whatever reads variables of its own. */
export type Environment = Readonly<Record<string, string>>;

export interface EnvironmentSources {
  /** The folder whose `.env` is read. Default: the current one. */
  cwd?: string;
  /** Default: `process.env`. */
  env?: NodeJS.ProcessEnv;
}

/**
 * The environment, and what a `.env` of the current folder says beyond it.
 * @throws SettingsError where there is a `.env` that cannot be read or holds something else
 */
export function loadEnvironment({
  cwd = process.cwd(),
  env = process.env,
}: EnvironmentSources = {}): Environment {
  const fromProcess = definedOnly(env);
  const fromFile = Object.entries(readDotEnv(join(cwd, '.env'))).filter(
    ([name]) => !isGiven(fromProcess, name),
  );
  return { ...Object.fromEntries(fromFile), ...fromProcess };
}

/** A variable of the environment wins over one of the file in either form, `NAME` or `NAME_FILE`. */
function isGiven(environment: Environment, name: string): boolean {
  const otherForm = name.endsWith('_FILE') ? name.slice(0, -'_FILE'.length) : `${name}_FILE`;
  return name in environment || Boolean(environment[otherForm]);
}

function readDotEnv(path: string): Environment {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (code === 'ENOENT') return {};
    throw new SettingsError([`.env: cannot be read (${code}); make it a readable file, or remove it`]);
  }
  const variables = definedOnly(parseEnv(text.replace(/^\ufeff/, '')));
  assertNames(Object.keys(variables), text);
  return variables;
}

/** Node takes a line without `=` for the beginning of the next one's name, which then would be missing. */
function assertNames(names: readonly string[], text: string): void {
  const lines = text.split(/\r?\n/);
  const problems = names
    .filter((name) => !/^[A-Za-z_][\w.-]*$/.test(name))
    .map((name) => lines.findIndex((line) => line.includes(name.split(/\r?\n/)[0] ?? name)) + 1)
    .map(
      (line) => `.env: line ${line} is not NAME=value; correct it, or begin it with # to make it a comment`,
    );
  if (problems.length > 0) throw new SettingsError(problems);
}

function definedOnly(variables: NodeJS.Dict<string>): Environment {
  return Object.fromEntries(
    Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
