/** A query as Commerce parses it: `a[b][0]=c` is an object in an object, `+` is a space. */
interface QueryMembers {
  [name: string]: string | QueryMembers;
}

export function parseQuery(query: string): QueryMembers {
  const root = members();
  for (const [name, value] of new URLSearchParams(query)) {
    const first = /^[^[]*/.exec(name)?.[0] ?? name;
    put(root, [first, ...innerNames(name.slice(first.length))], value);
  }
  return root;
}

/** The text between each `[` and the following `]`. */
function innerNames(text: string): string[] {
  return text
    .split(']')
    .slice(0, -1)
    .flatMap((part) => (part.includes('[') ? [part.slice(part.indexOf('[') + 1)] : []));
}

function put(target: QueryMembers, [name = '', ...inner]: readonly string[], value: string): void {
  const key = name === '' ? String(Object.keys(target).length) : name;
  if (inner.length === 0) {
    target[key] = value;
    return;
  }
  const existing = target[key];
  const next = typeof existing === 'object' ? existing : members();
  target[key] = next;
  put(next, inner, value);
}

/** Has no prototype, so that no name in a query has a special meaning. */
function members(): QueryMembers {
  return Object.create(null) as QueryMembers;
}
