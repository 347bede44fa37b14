import type { Customer, CustomerUpdate } from '../contract/onboarding';
import type { Attempt } from './attempt';
import type { CustomerApi } from './customerApi';
import { StepFailure } from './failure';
import { planUpdate } from './planUpdate';
import { readCustomer } from './readCustomer';

/** What `updateCustomer` would come to, as far as a read tells. */
export type UpdatePreview =
  | {
      readonly kind: 'updateLeft';
      readonly customerId: number;
      /** Fields that the person changed, which the update would leave as they are. */
      readonly kept: readonly string[];
    }
  /** It would fail with CustomerNotFound. */
  | { readonly kind: 'gone'; readonly customerId: number }
  /** It would fail with CustomerReplaced. */
  | { readonly kind: 'replaced'; readonly customerId: number };

export interface PreviewUpdateOptions {
  api: CustomerApi;
  created: Customer;
  update: CustomerUpdate | undefined;
  attempt: Attempt;
}

/**
 * Previews what is left to do for a customer that was made; sends no write.
 * @throws StepFailure where Commerce does not answer the read
 */
export async function previewUpdate(options: PreviewUpdateOptions): Promise<UpdatePreview> {
  const { created, update = {} } = options;
  const customerId = created.id;
  try {
    const { kept } = planUpdate(created, await readCustomer(options), update);
    return { kind: 'updateLeft', customerId, kept: kept.map(({ field }) => field.replace(/^updated\./, '')) };
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error;
    if (error.type === 'CustomerNotFound') return { kind: 'gone', customerId };
    if (error.type === 'CustomerReplaced') return { kind: 'replaced', customerId };
    throw error;
  }
}
