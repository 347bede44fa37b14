/** What a key allows. `adopt` needs `start` or `retry` too. */
export const RIGHTS = ['start', 'read', 'retry', 'adopt'] as const;

export type Right = (typeof RIGHTS)[number];
