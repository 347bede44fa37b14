import type { OnboardingInput } from '../contract/onboarding';
import type { Attempt } from './attempt';
import type { CustomerApi } from './customerApi';
import { isFound, LookUp } from './lookUp';
import { type Evidence, isOurs } from './ownership';

/** What `createOnce` would come to, as far as a look tells. */
export type CreationPreview =
  | { readonly kind: 'made' }
  /** An earlier run of the onboarding made it. */
  | { readonly kind: 'recovered'; readonly customerId: number }
  | { readonly kind: 'adopted'; readonly customerId: number }
  | { readonly kind: 'stranger'; readonly customerId: number }
  /** Customers of the address are on several websites, and the input names none. */
  | { readonly kind: 'severalWebsites' };

export interface PreviewCreationOptions {
  api: CustomerApi;
  input: OnboardingInput;
  evidence: Evidence;
  attempt: Attempt;
  clockToleranceMs: number;
}

/**
 * Previews what `createOnce` would do for an onboarding that is tried again; sends no write.
 * @throws StepFailure where Commerce does not answer the look
 */
export async function previewCreation(options: PreviewCreationOptions): Promise<CreationPreview> {
  const { input, evidence } = options;
  const look = await new LookUp({ ...options, customer: input.customer }).look();
  if (look === 'several') return { kind: 'severalWebsites' };
  if (!isFound(look)) return { kind: 'made' };
  const customerId = look.customer.id;
  if (!look.sameAddress) return { kind: 'stranger', customerId };
  const { earlierPostMayHaveArrived } = evidence;
  if (await isOurs(look, { ...options, earlierPostMayHaveArrived })) return { kind: 'recovered', customerId };
  return { kind: input.onExisting === 'adopt' ? 'adopted' : 'stranger', customerId };
}
