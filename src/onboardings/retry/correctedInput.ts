import { apply } from 'json-merge-patch';
import { isRecord } from '../../contract/isRecord';
import type { OnboardingInput } from '../../contract/onboarding';
import { inputProblemLine } from '../../contract/parse/inputProblem';
import { parseOnboardingInput } from '../../contract/parse/onboardingInput';
import { onboardingWorkflowId } from '../../contract/parse/workflowId';
import { differingFields } from '../inputDiffers';
import type { EndedRun } from './endedRun';

/** How to change the input of a retry. */
export interface Correction {
  /** JSON: a merge patch for the earlier input (RFC 7396). */
  readonly document?: unknown;
  /** The document is a complete input that replaces the earlier one. */
  readonly replace?: boolean;
  /** Adopts the customer that caused `CustomerAlreadyExists`. */
  readonly adopt?: boolean;
  /**
   * The caller may not know the earlier input, and must not be able to guess it. Once the customer is created, a patch
   * may name only `update`, and the password of a complete input is not compared.
   */
  readonly isBlind?: boolean;
}

export type CorrectedInput =
  | { readonly ok: true; readonly input: OnboardingInput }
  /** Each problem is one readable line. */
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * The input of a retry. Email address and website cannot change, because they make the workflow ID. Once the customer
 * is created, what was sent to create it cannot change either.
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

/** The library modifies its argument. */
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

/** Dotted paths of everything that a patch names. */
function fieldsIn(patch: unknown, path: readonly string[] = []): string[] {
  if (!isRecord(patch)) return [path.join('.')];
  return Object.entries(patch).flatMap(([field, value]) => fieldsIn(value, [...path, field]));
}

function sentProblems(changed: readonly string[]): string[] {
  return changed
    .filter((field) => field !== 'update' && !field.startsWith('update.'))
    .map((field) => `${field}: stays as it was, as the customer is made; only update may differ now`);
}
