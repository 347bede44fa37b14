/** What a key may be used for. `adopt` is used together with `start` or `retry`. */
export const RIGHTS = ['start', 'read', 'retry', 'adopt'] as const;

export type Right = (typeof RIGHTS)[number];
