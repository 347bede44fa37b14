import type { Correction } from '../onboardings/retry/correctedInput';
import { type NotRetried, retryOnboarding as retry } from '../onboardings/retry/retryOnboarding';
import { type StartedOnboarding, started } from './onboard';
import { clientOf, type OnboardingOptions, restEndpointOf } from './onboardingOptions';

export interface RetryOnboardingOptions extends Pick<OnboardingOptions, 'client' | 'restEndpoint'> {
  /** A changed input, or permission to adopt the existing customer. Default: the same input. */
  correction?: Correction;
}

export type RetriedOnboarding =
  { readonly kind: 'started'; readonly onboarding: StartedOnboarding } | NotRetried;

/**
 * Retries an onboarding that failed or was stopped, from the step that was not done.
 * @throws SettingsError, ServiceUnreachable, and the SDK's own errors if the server does not answer
 */
export async function retryOnboarding(
  workflowId: string,
  { correction = {}, ...options }: RetryOnboardingOptions = {},
): Promise<RetriedOnboarding> {
  const restEndpoint = await restEndpointOf(options);
  const retried = await retry(await clientOf(options), { workflowId, restEndpoint, correction });
  return retried.kind === 'started' ? { kind: 'started', onboarding: started(retried.handle) } : retried;
}
