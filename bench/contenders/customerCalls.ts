import { Agent } from 'undici';
import type { OnboardingInput } from '#product/contract/onboarding';
import type { SandboxSettings } from '#product/sandbox/settings';

/** The tutorial's three requests as a developer would write them: one keep-alive pool, the token kept. */
export class CustomerCalls {
  private readonly pool = new Agent();
  private token: Promise<string> | undefined;

  constructor(private readonly tenant: SandboxSettings) {}

  getToken(): Promise<string> {
    return (this.token ??= this.requestToken());
  }

  /** @returns the customer's ID */
  async createCustomer(token: string, { customer, password }: OnboardingInput): Promise<number> {
    const { id } = await this.send('POST', '/V1/customers', { token, body: { customer, password } });
    if (typeof id !== 'number') throw new Error('Commerce answered no customer');
    return id;
  }

  async updateCustomer(token: string, id: number, { customer, update }: OnboardingInput): Promise<void> {
    const { email, firstname } = customer;
    const body = { customer: { email, firstname, ...update, id } };
    await this.send('PUT', `/V1/customers/${id}`, { token, body });
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }

  private async requestToken(): Promise<string> {
    const { CLIENT_ID, CLIENT_SECRET, IMS_ENDPOINT } = this.tenant;
    const response = await this.pool.request({
      origin: IMS_ENDPOINT,
      path: '/ims/token/v3',
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: CLIENT_ID,
        client_secret: CLIENT_SECRET,
        scope: 'openid,commerce.accs',
      }).toString(),
    });
    return ((await response.body.json()) as { access_token: string }).access_token;
  }

  private async send(
    method: 'POST' | 'PUT',
    path: string,
    { token, body }: { token: string; body: unknown },
  ): Promise<{ id?: unknown }> {
    const url = new URL(`${this.tenant.REST_ENDPOINT}${path}`);
    const response = await this.pool.request({
      origin: url.origin,
      path: url.pathname,
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    const answer = (await response.body.json()) as { id?: unknown };
    if (response.statusCode !== 200) throw new Error(`Commerce answered ${response.statusCode}`);
    return answer;
  }
}
