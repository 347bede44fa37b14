import { SettingsError } from './settingsError';
import { readTextFile } from './textFile';

/** Environment variables, including those of a `.env`. Pass it to code that reads its own variables. */
export type Environment = Readonly<Record<string, string>>;

/** A setting: its documentation, and how to read it. */
export interface Setting<Value> extends SettingDescription {
  readonly presence: Presence;
  /** @throws SettingsError with one line */
  readonly read: (environment: Environment) => Value;
}

export interface SettingDescription {
  readonly name: string;
  /** What it means, to follow the name in a sentence: `the client ID of ...`. */
  readonly what: string;
  /** Form and unit of the value. */
  readonly form: string;
  /** The consequences of another value. */
  readonly changing: string;
  /** Never print the value. */
  readonly secret?: true;
  /** `NAME_FILE` may name a file that contains the value. */
  readonly fromFile?: true;
  /** It names a program to run: a `.env` must not set it, because the folder may come from anywhere. */
  readonly runsProgram?: true;
}

type Presence =
  | { readonly kind: 'required'; readonly placeholder: string; readonly whereFound: string }
  | { readonly kind: 'default'; readonly text: string }
  | { readonly kind: 'optional' };

/** Parses a value's text. A problem reads `what is wrong; what would be right` and repeats no secret. */
export type ParseText<Value> = (
  text: string,
) => { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: string };

type Declaration<Value> = SettingDescription & { readonly parse: ParseText<Value> };

export function required<Value>(
  declaration: Declaration<Value> & { readonly placeholder: string; readonly whereFound: string },
): Setting<Value> {
  const { placeholder, whereFound, what, name } = declaration;
  return {
    ...declaration,
    presence: { kind: 'required', placeholder, whereFound },
    read: (environment) => {
      const text = textOf(declaration, environment);
      if (text !== undefined) return parsed(declaration, text);
      throw problem(name, `is missing; set it to ${what} (${whereFound})`);
    },
  };
}

export function withDefault<Value>(defaultText: string, declaration: Declaration<Value>): Setting<Value> {
  return {
    ...declaration,
    presence: { kind: 'default', text: defaultText },
    read: (environment) => parsed(declaration, textOf(declaration, environment) ?? defaultText),
  };
}

export function optional<Value>(declaration: Declaration<Value>): Setting<Value | undefined> {
  return {
    ...declaration,
    presence: { kind: 'optional' },
    read: (environment) => {
      const text = textOf(declaration, environment);
      return text === undefined ? undefined : parsed(declaration, text);
    },
  };
}

/** Whether a setting is given in one of its forms, `NAME` or `NAME_FILE`. */
export function isSet(
  { name, fromFile }: Pick<SettingDescription, 'name' | 'fromFile'>,
  environment: Environment,
): boolean {
  return Boolean(environment[name]) || (fromFile === true && Boolean(environment[`${name}_FILE`]));
}

function parsed<Value>({ name, parse }: Declaration<Value>, text: string): Value {
  const result = parse(text);
  if (result.ok) return result.value;
  throw problem(name, result.problem);
}

/** The text of a setting. An empty variable counts as left out, because Compose passes on empty ones. */
function textOf({ name, what, fromFile }: SettingDescription, environment: Environment): string | undefined {
  const inPlace = environment[name] || undefined;
  const file = fromFile && (environment[`${name}_FILE`] || undefined);
  if (file !== undefined && inPlace !== undefined) {
    throw problem(name, `is given twice; leave out ${name} or ${name}_FILE`);
  }
  const text = file === undefined ? inPlace : contentOf(file, name);
  if (text === undefined) return undefined;
  if (/<[^<>]*>/.test(text)) throw problem(name, `still holds a placeholder in <...>; set it to ${what}`);
  if (text !== text.trim()) throw problem(name, 'has spaces or line breaks around it; remove them');
  return text;
}

function contentOf(path: string, name: string): string {
  const file = readTextFile(path);
  if (!file.ok) throw problem(`${name}_FILE`, `${path} ${file.problem} that holds the value`);
  const content = file.text.replace(/\r?\n$/, '');
  if (content === '') throw problem(`${name}_FILE`, `${path} is empty; it must hold the value`);
  return content;
}

function problem(name: string, text: string): SettingsError {
  return new SettingsError([`${name}: ${text}`]);
}
