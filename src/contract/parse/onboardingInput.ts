import type { z } from 'zod';
import type { OnboardingInput } from '../onboarding';
import { crossFieldProblems } from './crossFieldRules';
import { FIELD_NAME, type FieldProblem, inInputOrder, type InputProblem } from './inputProblem';
import { sizeProblem } from './inputSize';
import { onboardingInputSchema } from './onboardingInputSchema';
import { rightSpelling, spellingProblems } from './spelling';
import { hiddenPasswordProblems, inexactNumberProblems, lostMemberProblems } from './unsendableValues';

export type { InputProblem } from './inputProblem';

export type ParsedInput =
  | { readonly ok: true; readonly input: OnboardingInput }
  | { readonly ok: false; readonly problems: readonly InputProblem[] };

/**
 * The most bytes of JSON in an input: 512 KiB. Temporal accepts payloads of 2 MB, and the result contains the
 * customer as made, the customer as updated, and the differences.
 */
export const MAX_INPUT_BYTES = 512 * 1024;

/**
 * Validates a workflow input and reports all mistakes together, in input order. The returned input is a copy with
 * only what JSON can represent.
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

function isSamePlace({ path }: FieldProblem, { path: other }: FieldProblem): boolean {
  return path.length === other.length && path.every((name, depth) => String(name) === String(other[depth]));
}

/** The part of a value that JSON can represent, if it is not too large. */
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

/** One problem for each unknown member, so that each has its own path; `spelling.ts` reports misspelled ones. */
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

/** The problems of the alternative that matches the value's type, or one problem for the whole value if none does. */
function problemsOfUnion({ errors, path, message }: z.core.$ZodIssueInvalidUnion): FieldProblem[] {
  const inside = errors.find((issues) => issues.every((issue) => issue.path.length > 0));
  if (inside === undefined) return [{ path, message }];
  return inside.flatMap(problemsOf).map((problem) => ({ ...problem, path: [...path, ...problem.path] }));
}

const MEMBERS = Object.keys(onboardingInputSchema.shape);
const UNKNOWN_MEMBER = `is unknown; the input has ${MEMBERS.slice(0, -1).join(', ')} and ${MEMBERS.at(-1)}, and the fields of the customer belong in customer`;

/** Messages for the mistakes for which the schema has none. */
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
