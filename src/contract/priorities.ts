import type { Priority } from '@temporalio/common';

/**
 * What goes first where more waits than the workers have slots for: the smaller number. Steps have the priority of
 * their workflow. Somebody waits for a single onboarding; it has the server's own default, as one has that was
 * started in another language. An import has the last.
 */
export const PRIORITIES = {
  single: { priorityKey: 3 },
  bulk: { priorityKey: 5 },
} as const satisfies Record<string, Priority>;
