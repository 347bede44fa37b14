import { apply } from 'json-merge-patch';
import { isRecord } from '../../contract/isRecord';
import type { OnboardingInput } from '../../contract/onboarding';
import { inputProblemLine } from '../../contract/parse/inputProblem';
import { parseOnboardingInput } from '../../contract/parse/onboardingInput';
import { onboardingWorkflowId } from '../../contract/parse/workflowId';
import { differingFields } from '../inputDiffers';
import type { EndedRun } from './endedRun';

/** How the input of a retried onboarding differs from the one that failed. */
export interface Correction {
  /** JSON: a merge patch of the earlier input (RFC 7396). */
  readonly document?: unknown;
  /** The document is a whole input, which takes the place of the earlier one. */
  readonly replace?: boolean;
  /** Takes over the customer because of whom it failed with `CustomerAlreadyExists`. */
  readonly adopt?: boolean;
  /**
   * Whoever corrects may not know what the earlier input was, and must not find out by trying. Once the customer is
   * made, a patch names nothing but `update`, and the password of a whole input is not compared.
   */
  readonly isBlind?: boolean;
}

export type CorrectedInput =
  | { readonly ok: true; readonly input: OnboardingInput }
  /** Each problem is a line for a person. */
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * The input that a run is retried with. The address and the website stay, as they make the workflow ID; what was
 * sent when the customer was made stays too, once it is made.
 */
export function correctInput(
  run: EndedRun,
  { document, replace = false, adopt, isBlind = false }: Correction,
  restEndpoint: string,
): CorrectedInput {
  if (adopt && run.failure?.type !== 'CustomerAlreadyExists') {
    return { ok: false, problems: [`it did not fail with CustomerAlreadyExists: there is nobody to adopt`] };
  }
  const isPatch = document !== undefined && !replace;
  const replaced = document === undefined ? run.input : document;
  const corrected = isPatch ? patched(run.input, document) : replaced;
  const parsed = parseOnboardingInput(adopt ? patched(corrected, { onExisting: 'adopt' }) : corrected);
  if (!parsed.ok) return { ok: false, problems: parsed.problems.map(inputProblemLine) };
  const input = run.created && isBlind ? withPasswordOf(run.input, parsed.input) : parsed.input;
  const changed = isBlind && isPatch ? fieldsIn(document) : differingFields(run.input, input);
  const problems = [
    ...identityProblems(run, input, restEndpoint),
    ...(run.created ? sentProblems(changed) : []),
  ];
  return problems.length > 0 ? { ok: false, problems } : { ok: true, input };
}

/** The library changes what it is given. */
function patched(earlier: unknown, patch: unknown): unknown {
  return apply(structuredClone(earlier), patch);
}

function identityProblems({ workflowId }: EndedRun, input: OnboardingInput, restEndpoint: string): string[] {
  const { email, website_id: websiteId } = input.customer;
  const expected = onboardingWorkflowId({ restEndpoint, websiteId, email });
  if (expected === workflowId) return [];
  return [
    `customer: the address and the website at this REST_ENDPOINT make the ID ${expected}, not ${workflowId}; ` +
      'a retry keeps them, and another customer is started as another onboarding',
  ];
}

function withPasswordOf(earlier: unknown, { password: _, ...input }: OnboardingInput): OnboardingInput {
  const password = isRecord(earlier) ? earlier['password'] : undefined;
  return typeof password === 'string' ? { ...input, password } : input;
}

/** Dotted paths of all that a patch names. */
function fieldsIn(patch: unknown, path: readonly string[] = []): string[] {
  if (!isRecord(patch)) return [path.join('.')];
  return Object.entries(patch).flatMap(([field, value]) => fieldsIn(value, [...path, field]));
}

function sentProblems(changed: readonly string[]): string[] {
  return changed
    .filter((field) => field !== 'update' && !field.startsWith('update.'))
    .map((field) => `${field}: stays as it was, as the customer is made; only update may differ now`);
}
