import type { z } from 'zod';
import { inexactNumberPaths } from '../exactNumbers';
import type { OnboardingInput } from '../onboarding';
import { crossFieldProblems } from './crossFieldRules';
import { hiddenPasswordProblems } from './hiddenPasswordProblems';
import { FIELD_NAME, type FieldProblem, inInputOrder, type InputProblem } from './inputProblem';
import { sizeProblem } from './inputSize';
import { lostMemberProblems } from './lostMembers';
import { onboardingInputSchema } from './onboardingInputSchema';
import { rightSpelling, spellingProblems } from './spelling';

export type { InputProblem } from './inputProblem';

export type ParsedInput =
  | { readonly ok: true; readonly input: OnboardingInput }
  | { readonly ok: false; readonly problems: readonly InputProblem[] };

/**
 * The most bytes of JSON that an input may have: 512 KiB. The engine takes 2 MB of a payload, and the result
 * holds the customer as made, as updated, and what differs.
 */
export const MAX_INPUT_BYTES = 512 * 1024;

/**
 * Judges an input of the workflow and says every mistake at once, in input order. The input it returns is a
 * copy that holds what JSON can carry.
 */
export function parseOnboardingInput(value: unknown): ParsedInput {
  const json = asJson(value);
  if (!json.ok) return { ok: false, problems: [{ path: 'input', message: json.message }] };
  const tooLarge = sizeProblem(json.value);
  if (tooLarge) return { ok: false, problems: [tooLarge] };
  const parsed = onboardingInputSchema.safeParse(json.value, { error: messageOf });
  const inexactNumbers = inexactNumberProblems(value);
  const fieldProblems = parsed.success ? [] : parsed.error.issues.flatMap(problemsOf);
  const problems = [
    ...inexactNumbers,
    ...fieldProblems.filter((problem) => !inexactNumbers.some((other) => isSamePlace(problem, other))),
    ...spellingProblems(json.value, onboardingInputSchema),
    ...crossFieldProblems(json.value),
    ...lostMemberProblems(json.value),
    ...hiddenPasswordProblems(json.value),
  ];
  if (parsed.success && problems.length === 0) return { ok: true, input: parsed.data };
  return { ok: false, problems: inInputOrder(problems, json.value) };
}

/** Looks at the value as it was given, as JSON has null in place of what is not finite. */
function inexactNumberProblems(value: unknown): FieldProblem[] {
  return inexactNumberPaths(value).map((path) => {
    const unfit = path.findIndex((name) => !/^\d+$/.test(name) && !FIELD_NAME.test(name));
    return { path: unfit < 0 ? path : path.slice(0, unfit), message: INEXACT_NUMBER };
  });
}

const INEXACT_NUMBER =
  'holds a number that is too large to be sent as it is; correct it, or give it as text in quotes';

function isSamePlace({ path }: FieldProblem, { path: other }: FieldProblem): boolean {
  return path.length === other.length && path.every((name, depth) => String(name) === String(other[depth]));
}

/** What of a value travels to the workflow, as long as it can. */
function asJson(value: unknown): { ok: true; value: unknown } | { ok: false; message: string } {
  let text: unknown;
  try {
    text = JSON.stringify(value);
  } catch {
    return {
      ok: false,
      message: 'must be JSON; it holds itself, is nested too deeply, or has a BigInt in it',
    };
  }
  if (typeof text !== 'string') return { ok: false, message: 'is missing; give an object with a "customer"' };
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_INPUT_BYTES) return { ok: false, message: tooManyBytes(bytes) };
  const parsed: unknown = JSON.parse(text);
  return { ok: true, value: parsed };
}

export function tooManyBytes(bytes: number): string {
  return `has ${bytes} bytes; the most for one customer is ${MAX_INPUT_BYTES} (512 KiB)`;
}

/** One problem for each member that is not known, so that each has its own path; `spelling.ts` has misspelled ones. */
function problemsOf(issue: z.core.$ZodIssue): FieldProblem[] {
  if (issue.code === 'invalid_union') return problemsOfUnion(issue);
  if (issue.code !== 'unrecognized_keys') return [{ path: issue.path, message: issue.message }];
  const unknown = issue.keys.filter((key) => rightSpelling(onboardingInputSchema, key) === undefined);
  const unfit = unknown.filter((key) => !FIELD_NAME.test(key));
  return [
    ...unknown
      .filter((key) => FIELD_NAME.test(key))
      .map((key) => ({ path: [...issue.path, key], message: UNKNOWN_MEMBER })),
    ...unfit.slice(0, 1).map(() => ({ path: issue.path, message: `has a member that ${UNKNOWN_MEMBER}` })),
  ];
}

/** Those of the form that the value has, or of the value as a whole where it has none of the forms. */
function problemsOfUnion({ errors, path, message }: z.core.$ZodIssueInvalidUnion): FieldProblem[] {
  const inside = errors.find((issues) => issues.every((issue) => issue.path.length > 0));
  if (inside === undefined) return [{ path, message }];
  return inside.flatMap(problemsOf).map((problem) => ({ ...problem, path: [...path, ...problem.path] }));
}

const MEMBERS = Object.keys(onboardingInputSchema.shape);
const UNKNOWN_MEMBER = `is unknown; the input has ${MEMBERS.slice(0, -1).join(', ')} and ${MEMBERS.at(-1)}, and the fields of the customer belong in customer`;

/** Words for the mistakes that the schema has no own words for. */
function messageOf(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== 'invalid_type') return undefined;
  if (issue.input === undefined) return `is missing; give ${wanted(issue.expected)}`;
  const leaveOut = issue.input === null ? '; leave it out to give nothing' : '';
  return `must be ${wanted(issue.expected)}, not ${kindOf(issue.input)}${leaveOut}`;
}

function wanted(expected: string): string {
  switch (expected) {
    case 'string':
      return 'text in quotes';
    case 'number':
    case 'int':
      return 'a whole number without quotes';
    case 'boolean':
      return 'true or false without quotes';
    case 'array':
      return 'a list in [ ]';
    default:
      return 'an object in { }';
  }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'string':
      return 'text';
    case 'number':
      return Number.isInteger(value) ? 'a number' : 'a number with a fraction';
    case 'boolean':
      return 'true or false';
    default:
      return 'an object';
  }
}
