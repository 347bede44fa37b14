import { z } from 'zod';
import { FIELD_NAME, type FieldProblem } from './inputProblem';
import { memberOf, refusalOf } from './schemaMembers';

/**
 * Names in an input that are another spelling of a name in the schema, such as `websiteId` for `website_id`. Commerce
 * accepts many of them as the same field, so a rule that knows only one spelling would miss the others.
 */
export function spellingProblems(input: unknown, schema: z.core.$ZodType): FieldProblem[] {
  return problemsIn(input, { schema, path: [] });
}

/** The schema's name of which an unknown name is another spelling. */
export function rightSpelling(schema: z.ZodObject, name: string): string | undefined {
  return Object.hasOwn(schema.shape, name) ? undefined : namesByFold(schema).get(foldName(name));
}

/**
 * The common part of all spellings of a name: its letters and digits, ignoring case. It ignores more than Commerce
 * does, including lookalike and invisible characters, because no other field has such a name.
 */
export function foldName(name: string): string {
  const oneCase = name.normalize('NFKD').toUpperCase().toLowerCase().normalize('NFKD');
  return oneCase.replace(/[^\p{L}\p{N}]/gu, '');
}

interface Place {
  readonly schema: z.core.$ZodType;
  readonly path: readonly PropertyKey[];
  /** The object to which attributes belong: Commerce merges them into its fields. */
  readonly owner?: z.ZodObject | undefined;
}

function problemsIn(value: unknown, { schema, path, owner }: Place): FieldProblem[] {
  if (schema instanceof z.ZodUnion) {
    return schema.options.flatMap((form) => problemsIn(value, { schema: form, path, owner }));
  }
  if (schema instanceof z.ZodRecord && owner) return codeProblems(value, path, owner);
  const item = schema instanceof z.ZodArray ? memberOf(schema, '0') : undefined;
  if (item !== undefined && Array.isArray(value)) {
    return value.flatMap((each, index) => problemsIn(each, { schema: item, path: [...path, index], owner }));
  }
  if (!(schema instanceof z.ZodObject) || typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const known = memberOf(schema, name);
    const problem =
      known === undefined
        ? (misspelling(schema, name) ?? (owner && fieldNotAttribute(owner, name)))
        : name === 'attribute_code' && owner && fieldNotCode(owner, member);
    if (problem !== undefined && problem !== false) return [atName(path, name, problem)];
    if (known === undefined) return [];
    const memberOwner = name === 'custom_attributes' || name === 'extension_attributes' ? schema : undefined;
    return problemsIn(member, { schema: known, path: [...path, name], owner: memberOwner });
  });
}

/** In the object form of attributes, the names are their codes. */
function codeProblems(value: unknown, path: readonly PropertyKey[], owner: z.ZodObject): FieldProblem[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.keys(value).flatMap((code) => {
    const problem = fieldNotCode(owner, code);
    return problem === undefined ? [] : [atName(path, code, problem)];
  });
}

function atName(path: readonly PropertyKey[], name: string, message: string): FieldProblem {
  if (FIELD_NAME.test(name)) return { path: [...path, name], message };
  return { path, message: `has a member that ${message}` };
}

function misspelling(schema: z.ZodObject, name: string): string | undefined {
  const right = rightSpelling(schema, name);
  if (right === undefined) return undefined;
  const refusal = refusalOf(memberOf(schema, right));
  return refusal?.replace('left out', `left out, like ${right}`) ?? `must be spelled ${right}`;
}

function fieldNotAttribute(owner: z.ZodObject, name: string): string | undefined {
  const field = namesByFold(owner).get(foldName(name));
  if (field === undefined) return undefined;
  const refusal = refusalOf(memberOf(owner, field));
  const instead =
    refusal === undefined ? 'of the object around the attributes; give it there' : `that ${refusal}`;
  return `must not be ${field}, which is a field ${instead}`;
}

/** A code in plain snake case is the shop's own, such as `first_name`, unless it is the exact name of a field. */
const PLAIN_CODE = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;

function fieldNotCode(owner: z.ZodObject, code: unknown): string | undefined {
  if (typeof code !== 'string') return undefined;
  const isOwn = PLAIN_CODE.test(code) && memberOf(owner, code) === undefined;
  return isOwn ? undefined : fieldNotAttribute(owner, code);
}

const foldsOfSchemas = new WeakMap<z.ZodObject, ReadonlyMap<string, string>>();

function namesByFold(schema: z.ZodObject): ReadonlyMap<string, string> {
  const made = foldsOfSchemas.get(schema);
  if (made !== undefined) return made;
  const names = new Map(Object.keys(schema.shape).map((name) => [foldName(name), name]));
  foldsOfSchemas.set(schema, names);
  return names;
}
