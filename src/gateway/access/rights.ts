/** What a key may be used for. */
export const RIGHTS = ['start', 'read', 'retry'] as const;

export type Right = (typeof RIGHTS)[number];
