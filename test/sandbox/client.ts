import type { Sandbox } from '../../src/sandbox';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed if it is JSON, otherwise the text. */
  readonly body: unknown;
}

/** A plain client of a sandbox, which can also send what no proper client would. */
export interface SandboxClient {
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  /** Sends a create that can be aborted. */
  createUntil(hangUp: AbortSignal, customer: Record<string, unknown>): Promise<Reply>;
  /** John Doe, unless other names are given. */
  create(customer: Record<string, unknown>, password?: string): Promise<Reply>;
  update(id: number, customer: Record<string, unknown>): Promise<Reply>;
  /** Searches for an address on every website. */
  find(email: string): Promise<Reply>;
}

export async function clientOf(sandbox: Sandbox): Promise<SandboxClient> {
  const token = tokenOf(await requestToken(sandbox));
  const call = (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
    signal: AbortSignal | null = null,
  ): Promise<Reply> =>
    send(`${sandbox.settings.REST_ENDPOINT}${path}`, {
      method,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      signal,
    });
  return {
    call,
    createUntil: (hangUp, customer) =>
      call(
        'POST',
        '/V1/customers',
        { customer: { firstname: 'John', lastname: 'Doe', ...customer } },
        {},
        hangUp,
      ),
    create: (customer, password = 'TempPa55word!') =>
      call('POST', '/V1/customers', {
        customer: { firstname: 'John', lastname: 'Doe', ...customer },
        password,
      }),
    update: (id, customer) => call('PUT', `/V1/customers/${id}`, { customer }),
    find: (email) => call('GET', `/V1/customers/search?${emailIs(email)}`),
  };
}

/** Requests a token; `form` replaces fields of the request, `undefined` leaves one out. */
export function requestToken(
  sandbox: Sandbox,
  form: Record<string, string | undefined> = {},
): Promise<Reply> {
  const fields: Record<string, string | undefined> = {
    grant_type: 'client_credentials',
    client_id: sandbox.settings.CLIENT_ID,
    client_secret: sandbox.settings.CLIENT_SECRET,
    scope: 'openid,AdobeID,commerce.accs',
    ...form,
  };
  const given = Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return send(`${sandbox.settings.IMS_ENDPOINT}/ims/token/v3`, {
    method: 'POST',
    body: new URLSearchParams(given),
  });
}

export async function send(url: string, init: RequestInit = {}): Promise<Reply> {
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

/** The criteria of a search for an address. */
export function emailIs(email: string): string {
  return filter(0, 0, { field: 'email', value: email, conditionType: 'eq' });
}

/** A filter of a search, in its group. */
export function filter(group: number, place: number, members: Record<string, string>): string {
  return Object.entries(members)
    .map(
      ([name, value]) =>
        `searchCriteria[filterGroups][${group}][filters][${place}][${name}]=${encodeURIComponent(value)}`,
    )
    .join('&');
}

/** The ID of the customer in an answer; fails if there is none. */
export function idOf({ status, body }: Reply): number {
  if (typeof body === 'object' && body !== null && 'id' in body && typeof body.id === 'number')
    return body.id;
  throw new Error(`No customer in an answer ${status}: ${JSON.stringify(body)}`);
}

export function tokenOf({ body }: Reply): string {
  if (typeof body === 'object' && body !== null && 'access_token' in body) return String(body.access_token);
  throw new Error(`No token in ${JSON.stringify(body)}`);
}
