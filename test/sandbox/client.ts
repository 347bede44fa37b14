import type { Sandbox } from '../../src/sandbox';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed where it is JSON, otherwise the text. */
  readonly body: any;
}

/** A plain client of a sandbox, which does what no proper client would. */
export interface SandboxClient {
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  create(customer: Record<string, unknown>, password?: string): Promise<Reply>;
  update(id: number, customer: Record<string, unknown>): Promise<Reply>;
  find(email: string): Promise<Reply>;
}

export async function clientOf(sandbox: Sandbox): Promise<SandboxClient> {
  const { access_token } = (await requestToken(sandbox)).body;
  const call: SandboxClient['call'] = (method, path, body, headers = {}) =>
    send(`${sandbox.settings.REST_ENDPOINT}${path}`, {
      method,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${access_token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  return {
    call,
    create: (customer, password = 'TempPa55word!') =>
      call('POST', '/V1/customers', {
        customer: { firstname: 'John', lastname: 'Doe', ...customer },
        password,
      }),
    update: (id, customer) => call('PUT', `/V1/customers/${id}`, { customer }),
    find: (email) => call('GET', `/V1/customers/search?${criteria(email)}`),
  };
}

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

export async function send(url: string, init: RequestInit): Promise<Reply> {
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

export function criteria(email: string): string {
  const filter = 'searchCriteria[filterGroups][0][filters][0]';
  return `${filter}[field]=email&${filter}[value]=${encodeURIComponent(email)}&${filter}[conditionType]=eq`;
}
