import { Webhook } from 'standardwebhooks';
import { type Sandbox, SANDBOX_EVENT_SECRET, startSandbox } from '../../src/sandbox';
import { exchange } from '../setup/exchange';

describe("the sandbox's receiver of events", () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox();
  });
  afterEach(() => sandbox.stop());

  const EVENT = {
    id: 'run-1',
    type: 'com.commerce-onboarding.completed.v1',
    subject: 'onboard-1',
    time: 'T',
    data: { customerId: 5 },
  };

  async function post(
    changes: { body?: string; signedBody?: string; at?: Date; secret?: string } = {},
  ): Promise<number> {
    const { body = JSON.stringify(EVENT), at = new Date(), secret = SANDBOX_EVENT_SECRET } = changes;
    const headers = {
      'content-type': 'application/cloudevents+json',
      'webhook-id': 'run-1',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': new Webhook(secret).sign('run-1', at, changes.signedBody ?? body),
    };
    const { status } = await exchange(sandbox.url, '/_sandbox/events', { headers, body });
    return status;
  }

  test('keeps an event once, however often it arrives, and shows it', async () => {
    expect([await post(), await post()]).toEqual([204, 204]);
    expect(sandbox.events()).toEqual([EVENT]);
    const page = await exchange(sandbox.url, '/', { method: 'GET' });
    expect(page.body).toContain('com.commerce-onboarding.completed.v1');
  });

  test('refuses a changed byte, an old timestamp and a wrong secret', async () => {
    const wrong = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
    expect(await post({ signedBody: JSON.stringify({ ...EVENT, data: { customerId: 6 } }) })).toBe(401);
    expect(await post({ at: new Date(Date.now() - 600_000) })).toBe(401);
    expect(await post({ secret: wrong })).toBe(401);
    expect(await post({ body: '[]' })).toBe(400);
    expect(sandbox.events()).toEqual([]);
  });
});
