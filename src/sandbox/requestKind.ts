export const REQUEST_KINDS = ['token', 'create', 'update', 'lookUp', 'read', 'delete', 'other'] as const;

/** The kind of a request, by method and path only. `lookUp` is a search, `read` a GET by ID. */
export type RequestKind = (typeof REQUEST_KINDS)[number];

/** `path` is relative to the sandbox's root and has no query. */
export function requestKindOf(method: string, path: string): RequestKind {
  if (path === '/ims/token/v3') return method === 'POST' ? 'token' : 'other';
  const customer = /\/V1\/customers(?:\/([^/]+))?\/?$/.exec(path);
  if (!customer) return 'other';
  const below = customer[1];
  if (below === undefined) return method === 'POST' ? 'create' : 'other';
  if (below === 'search') return method === 'GET' ? 'lookUp' : 'other';
  if (below === 'validate') return 'other';
  const kinds: Partial<Record<string, RequestKind>> = { GET: 'read', PUT: 'update', DELETE: 'delete' };
  return kinds[method] ?? 'other';
}
