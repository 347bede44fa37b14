import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/** The names by which callers in any language start and find onboardings. */
export const WORKFLOW_TYPE = 'onboardCustomer';
export const DEFAULT_TASK_QUEUE = 'customer-onboarding';

/**
 * Search attributes that a namespace must have before a workflow runs in it: the upsert of an unregistered one blocks
 * the run.
 */
export const SEARCH_ATTRIBUTES = {
  /** Hash of endpoint and address: finds all onboardings of a person without identifying the person. */
  person: defineSearchAttributeKey('OnboardingPerson', SearchAttributeType.KEYWORD),
  /** ID of the customer that was made; set when the onboarding ends, unless it is terminated. */
  customerId: defineSearchAttributeKey('OnboardingCustomerId', SearchAttributeType.INT),
  /** Failure type of a failed onboarding. */
  failure: defineSearchAttributeKey('OnboardingFailure', SearchAttributeType.KEYWORD),
  /** Step at which it failed or was cancelled. */
  step: defineSearchAttributeKey('OnboardingStep', SearchAttributeType.KEYWORD),
  /** The import to which a chunk belongs. */
  import: defineSearchAttributeKey('OnboardingImport', SearchAttributeType.KEYWORD),
} as const;
