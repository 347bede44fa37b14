import type { OnboardingInput } from '../contract/onboarding';
import type { Attempt } from './attempt';
import type { CustomerApi } from './customerApi';
import { isFound, LookUp } from './lookUp';
import { type Evidence, runThatMade } from './ownership';

/** The expected result of `createOnce`, as far as a search shows it. */
export type CreationPreview =
  | { readonly kind: 'made' }
  /** An earlier run of the onboarding made it. */
  | { readonly kind: 'recovered'; readonly customerId: number }
  | { readonly kind: 'adopted'; readonly customerId: number }
  | { readonly kind: 'stranger'; readonly customerId: number }
  /** Customers with the address are on several websites, and the input names none. */
  | { readonly kind: 'severalWebsites' };

export interface PreviewCreationOptions {
  api: CustomerApi;
  input: OnboardingInput;
  evidence: Evidence;
  attempt: Attempt;
  clockToleranceMs: number;
}

/**
 * Previews what `createOnce` would do if the onboarding is retried; sends no write.
 * @throws StepFailure if Commerce does not answer the search
 */
export async function previewCreation(options: PreviewCreationOptions): Promise<CreationPreview> {
  const { input, evidence } = options;
  const look = await new LookUp({ ...options, customer: input.customer }).look();
  if (look === 'several') return { kind: 'severalWebsites' };
  if (!isFound(look)) return { kind: 'made' };
  const customerId = look.customer.id;
  if (!look.sameAddress) return { kind: 'stranger', customerId };
  const { earlierPostMayHaveArrived } = evidence;
  const run = await runThatMade(look, { ...options, earlierPostMayHaveArrived });
  if (run) return { kind: 'recovered', customerId };
  return { kind: input.onExisting === 'adopt' ? 'adopted' : 'stranger', customerId };
}
