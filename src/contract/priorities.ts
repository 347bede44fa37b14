import type { Priority } from '@temporalio/common';

/**
 * The order in which the server hands out waiting work: the smaller number first. Steps have their workflow's
 * priority. Somebody waits for a single onboarding; it has the server's default, which callers in other languages
 * also get. Events of ended onboardings wait for those that run; imports come last.
 */
export const PRIORITIES = {
  single: { priorityKey: 3 },
  event: { priorityKey: 4 },
  bulk: { priorityKey: 5 },
} as const satisfies Record<string, Priority>;
