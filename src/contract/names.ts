import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/** The names by which callers in any language start and find onboardings. */
export const WORKFLOW_TYPE = 'onboardCustomer';
export const DEFAULT_TASK_QUEUE = 'customer-onboarding';

/**
 * Search attributes that a namespace must have before a workflow runs in it: an upsert of one that is not
 * registered hangs the run.
 */
export const SEARCH_ATTRIBUTES = {
  /** Hash of endpoint and address: finds all onboardings of a person without naming them. */
  person: defineSearchAttributeKey('OnboardingPerson', SearchAttributeType.KEYWORD),
  /** Of the customer who was made; set when the onboarding ends, unless it is terminated. */
  customerId: defineSearchAttributeKey('OnboardingCustomerId', SearchAttributeType.INT),
  /** Failure type of an onboarding that failed. */
  failure: defineSearchAttributeKey('OnboardingFailure', SearchAttributeType.KEYWORD),
  /** Step at which it failed or was cancelled. */
  step: defineSearchAttributeKey('OnboardingStep', SearchAttributeType.KEYWORD),
  /** The import that a bulk chunk belongs to. */
  import: defineSearchAttributeKey('OnboardingImport', SearchAttributeType.KEYWORD),
} as const;
