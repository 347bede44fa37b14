import { cancelOnboarding as cancel } from '../onboardings/cancelOnboarding';
import {
  describeOnboarding as describe,
  type OnboardingDescription,
} from '../onboardings/describeOnboarding';
import type { OnboardingStatus } from '../onboardings/onboardingStatus';
import type { Correction } from '../onboardings/retry/correctedInput';
import { type NotRetried, retryOnboarding as retry } from '../onboardings/retry/retryOnboarding';
import { type StartedOnboarding, started } from './onboard';
import { clientOf, type OnboardingOptions, restEndpointOf } from './onboardingOptions';

/**
 * Describes an onboarding: status, step, tries, last error and customer ID, but no personal data.
 * @returns undefined if the server knows no such onboarding
 */
export async function describeOnboarding(
  workflowId: string,
  options: Pick<OnboardingOptions, 'client'> = {},
): Promise<OnboardingDescription | undefined> {
  return await describe(await clientOf(options), workflowId);
}

/**
 * Requests cancellation of an onboarding after its current step. A customer that was created remains, and an onboarding
 * that has ended stays as it is.
 * @returns the status before the request; undefined if the server knows no such onboarding
 */
export async function cancelOnboarding(
  workflowId: string,
  options: Pick<OnboardingOptions, 'client'> = {},
): Promise<OnboardingStatus | undefined> {
  return await cancel(await clientOf(options), workflowId);
}

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
