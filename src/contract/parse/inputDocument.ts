import type { OnboardingInput } from '../onboarding';
import { inputProblemLine } from './inputProblem';
import { parseJsonDocument } from './jsonDocument';
import { MAX_INPUT_BYTES, parseOnboardingInput, tooManyBytes } from './onboardingInput';

export type ParsedDocument =
  | { readonly ok: true; readonly input: OnboardingInput }
  | { readonly ok: false; readonly problems: string[] };

/**
 * Reads a workflow input from the bytes of a file. Each problem is a line for a person, such as `customers.json: line
 * 3, column 5: ...` or `customer.email: ...`.
 */
export function parseInputDocument(bytes: Uint8Array, { name }: { name: string }): ParsedDocument {
  if (bytes.byteLength > MAX_INPUT_BYTES) {
    return { ok: false, problems: [`${name}: ${tooManyBytes(bytes.byteLength)}`] };
  }
  const document = parseJsonDocument(bytes);
  if (!document.ok) return { ok: false, problems: document.problems.map((problem) => `${name}: ${problem}`) };
  const parsed = parseOnboardingInput(document.value);
  return parsed.ok ? parsed : { ok: false, problems: parsed.problems.map(inputProblemLine) };
}
