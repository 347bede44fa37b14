import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { somebody } from '../../setup/people';
import { exchange, statusesIn } from '../rawExchange';
import { type GatewayResponse, setGatewayStage } from '../stage';
import { eventFor, OWN_TYPE, sendEvents, STRUCTURED } from './send';
import { installSigner, newSecret, runPython, signed, signedByPython } from './signedWebhook';

beforeAll(installSigner, 300_000);

const MINUTE_MS = 60_000;

function reasonOf({ status, document }: GatewayResponse): unknown[] {
  return [status, String(document['type']).split(':').at(-1), document['detail']];
}

test('an event that the specification’s Python library signed is accepted; a changed byte, an old time and a wrong secret are not', async () => {
  const secret = newSecret();
  const stage = await setGatewayStage({ workers: 0, events: { secrets: [secret] } });
  const body = JSON.stringify(eventFor({ customer: somebody({ firstname: 'Zoë' }) }));
  const now = Date.now();
  const headers = await signedByPython({ secret, body });

  const changed = await sendEvents(stage, { body: body.replace('Zoë', 'Zoé'), headers });
  const otherId = await sendEvents(stage, { body, headers: { ...headers, 'webhook-id': 'msg_other' } });
  const wrong = await sendEvents(stage, {
    body,
    headers: await signedByPython({ secret: newSecret(), body }),
  });
  const noSignatureFits = 'No signature fits this body and a secret of the gateway';
  for (const refused of [changed, otherId, wrong]) {
    expect(reasonOf(refused)).toEqual([401, 'signature-refused', noSignatureFits]);
  }
  const old = await signedByPython({ secret, body, at: new Date(now - 6 * MINUTE_MS) });
  expect(reasonOf(await sendEvents(stage, { body, headers: old }))[2]).toMatch(/more than 5 minutes ago/);
  const early = await signedByPython({ secret, body, at: new Date(now + 6 * MINUTE_MS) });
  expect(reasonOf(await sendEvents(stage, { body, headers: early }))[2]).toMatch(/ahead of the clock/);
  const { 'webhook-id': _, ...withoutId } = headers;
  expect(reasonOf(await sendEvents(stage, { body, headers: withoutId }))[2]).toMatch(/are required/);

  const accepted = await sendEvents(stage, { body, headers });
  expect(accepted).toMatchObject({ status: 202, document: { events: [{ outcome: 'started' }] } });
});

test('the Python program of the guide starts an onboarding', async () => {
  const guide = await readFile(join(__dirname, '../../../docs/guides/receive-events.md'), 'utf8');
  const program = /```python\n(.*?)```/s.exec(guide)?.[1] ?? '';
  const secret = newSecret();
  const stage = await setGatewayStage({ workers: 0, events: { secrets: [secret] } });
  const folder = await mkdtemp(join(tmpdir(), 'onboarding-events-'));
  await writeFile(join(folder, 'events-secrets'), `${secret}\n`);
  await runPython(['-c', program.replace('http://127.0.0.1:8088', stage.gateway.url)], { cwd: folder });
  await rm(folder, { recursive: true });
  expect((await stage.ask('GET', '/onboardings')).document['onboardings']).toHaveLength(1);
});

test('a byte that is not UTF-8 cannot replace another one', async () => {
  const secret = newSecret();
  const { gateway } = await setGatewayStage({ workers: 0, events: { secrets: [secret] } });
  const body = JSON.stringify(eventFor({ customer: somebody({ firstname: '\ufffd' }) }));
  const own = signed({ secret, body });
  const bytes = Buffer.from(body);
  const at = bytes.indexOf(Buffer.from('\ufffd'));
  const forged = Buffer.concat([bytes.subarray(0, at), Buffer.from([0xff]), bytes.subarray(at + 3)]);
  const headers = { 'content-type': STRUCTURED, ...own };
  const { status } = await fetch(`${gateway.url}/events`, { method: 'POST', headers, body: forged });
  expect(status).toBe(401);
});

test('while a secret is changed, both are accepted, and a signature by each in one header', async () => {
  const [old, current] = [newSecret(), newSecret()];
  const stage = await setGatewayStage({ workers: 0, events: { secrets: [current, old] } });
  const body = JSON.stringify(eventFor({ customer: somebody() }));
  const byOld = await signedByPython({ secret: old, body });
  expect((await sendEvents(stage, { body, headers: byOld })).status).toBe(202);
  const webhookId = byOld['webhook-id'] ?? '';
  const byOther = await signedByPython({ secret: newSecret(), body, webhookId });
  const signatures = [byOther, byOld].map((headers) => headers['webhook-signature']).join(' ');
  const both = { ...byOld, 'webhook-signature': signatures };
  expect((await sendEvents(stage, { body, headers: both })).status).toBe(202);
});

test('a signed message that is sent again with another ID in its headers counts as repeated', async () => {
  const secret = newSecret();
  const stage = await setGatewayStage({ events: { secrets: [secret] } });
  const input = { customer: somebody(), password: 'short' };
  const body = JSON.stringify(input);
  const headers = signed({ secret, body });
  const send = async (id: string) => {
    const attributes = { 'ce-specversion': '1.0', 'ce-id': id, 'ce-source': `/${id}`, 'ce-type': OWN_TYPE };
    return await sendEvents(stage, {
      body,
      contentType: 'application/json',
      headers: { ...headers, ...attributes },
    });
  };
  expect((await send('1')).document).toMatchObject({ events: [{ outcome: 'started' }] });
  await stage.ask('POST', '/onboardings?wait=30s', { document: input });
  expect((await send('2')).document).toMatchObject({ events: [{ outcome: 'repeated' }] });
});

test('a gateway without secrets says which setting is missing', async () => {
  const stage = await setGatewayStage({ workers: 0 });
  const body = JSON.stringify(eventFor({ customer: somebody() }));
  const headers = signed({ secret: newSecret(), body });
  expect(reasonOf(await sendEvents(stage, { body, headers }))).toEqual([
    401,
    'signature-refused',
    'ONBOARDING_GATEWAY_EVENTS_SECRETS is not set',
  ]);
});

test('a sender may start, and nothing else: it cannot adopt, and learns no field of another input', async () => {
  const secret = newSecret();
  const stage = await setGatewayStage({ workers: 0, events: { secrets: [secret] } });
  const customer = somebody();
  const send = async (input: Parameters<typeof eventFor>[0]) => {
    const body = JSON.stringify(eventFor(input));
    return (await sendEvents(stage, { body, headers: signed({ secret, body }) })).document;
  };
  expect(await send({ customer })).toMatchObject({ events: [{ outcome: 'started' }] });
  const { events } = await send({ customer: { ...customer, lastname: 'Roe' } });
  expect(events).toMatchObject([{ outcome: 'refused', problem: 'input-differs' }]);
  expect(JSON.stringify(events)).not.toContain('fields');
  expect(await send({ customer: somebody(), onExisting: 'adopt' })).toMatchObject({
    events: [{ outcome: 'refused', problem: 'right-missing' }],
  });
});

test('the log has the sender and the outcomes, and nothing of an event', async () => {
  const secret = newSecret();
  const lines: string[] = [];
  const logger = pino({}, { write: (line) => void lines.push(line) });
  const stage = await setGatewayStage({ workers: 0, logger, events: { secrets: [secret] } });
  const event = { ...eventFor({ customer: somebody({ firstname: 'Secretia' }) }), id: 'Secretia-1' };
  const body = JSON.stringify(event);
  await sendEvents(stage, { body, headers: signed({ secret, body }) });
  const headers = { authorization: `Bearer ${await stage.makeKey(['start'])}` };
  await sendEvents(stage, { body: { ...event, data: { customer: { email: 'Secretia' } } }, headers });
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { route: '/events', status: 202, sender: 'standard-webhooks', events: { started: 1 } },
    { route: '/events', status: 422, events: { refused: 1 } },
  ]);
  expect(lines.join()).not.toMatch(/Secretia|whsec/);
});

test('a signature is enough to reach a gateway under another host name; without one, a key is needed', async () => {
  const secret = newSecret();
  const stage = await setGatewayStage({ workers: 0, events: { secrets: [secret] } });
  const body = JSON.stringify(eventFor({ customer: somebody() }));
  const own = signed({ secret, body });
  const send = async (headers: Record<string, string>) => {
    const lines = Object.entries({
      host: 'tunnel.example.com',
      connection: 'close',
      'content-type': STRUCTURED,
      'content-length': String(Buffer.byteLength(body)),
      ...headers,
    }).map(([name, value]) => `${name}: ${value}`);
    const parts = [['POST /events HTTP/1.1', ...lines, '', body].join('\r\n')];
    return statusesIn(await exchange(stage.gateway.url, { parts }));
  };
  expect(await send(own)).toEqual([202]);
  expect(await send({})).toEqual([401]);
  expect(await send({ ...own, 'webhook-signature': 'v1,forged' })).toEqual([401]);
});

test('requests with a forged signature take at most half of the places', async () => {
  const secret = newSecret();
  const limits = { inFlight: 4, requestTimeoutMs: 5_000 };
  const stage = await setGatewayStage({ workers: 0, events: { secrets: [secret] }, limits });
  const forged = ['host: a', 'webhook-signature: v1,x', `content-type: ${STRUCTURED}`, 'content-length: 9'];
  const part = ['POST /events HTTP/1.1', ...forged, '', ''].join('\r\n');
  // Their bodies never arrive.
  const slow = Array.from({ length: 4 }, () => exchange(stage.gateway.url, { parts: [part] }));
  const first = await Promise.race(slow);
  expect(statusesIn(first)).toEqual([429]);
  expect((await stage.ask('GET', '/onboardings')).status).toBe(200);
  const statuses = (await Promise.all(slow)).flatMap(statusesIn);
  expect(statuses.sort()).toEqual([408, 408, 429, 429]);
});
