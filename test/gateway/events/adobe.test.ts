import { somebody } from '../../setup/people';
import { type GatewayStage, setGatewayStage } from '../stage';
import { eventFor, sendEvents } from './send';
import { type KeyHost, startKeyHost } from './keyHost';

const CLIENT_ID = '4ab33463139e4f96b851589286cd46e4';

async function setAdobeStage(): Promise<GatewayStage & { readonly host: KeyHost }> {
  const host = await startKeyHost();
  const adobe = { clientId: CLIENT_ID, origin: host.origin };
  const stage = await setGatewayStage({ workers: 0, events: { adobe } });
  return { ...stage, host };
}

/** An event as Adobe I/O Events delivers it: with its own ID and the recipient. */
function delivered(changes: Record<string, unknown> = {}): string {
  const { email, firstname: name, lastname } = somebody();
  return JSON.stringify({
    ...eventFor({ customer: somebody() }),
    type: 'be-observer.customer_create',
    datacontenttype: 'application/json',
    data: { email, name, lastname },
    event_id: 'e-1',
    recipient_client_id: CLIENT_ID,
    recipientclientid: CLIENT_ID,
    ...changes,
  });
}

const JSON_TYPE = 'application/json';

test('the challenge of a registration is answered, and no other text', async () => {
  const { ask } = await setAdobeStage();
  const challenge = '8ec8d794-e0ab-42df-9017-e3dada8e84f7';
  const { status, headers, document } = await ask('GET', `/events?challenge=${challenge}`);
  expect({ status, document }).toEqual({ status: 200, document: { challenge } });
  expect(headers.get('content-type')).toMatch(/^application\/json/);
  for (const query of ['', '?challenge=', '?challenge=%3Cscript%3E', '?challenge=a&challenge=b']) {
    expect((await ask('GET', `/events${query}`)).status).toBe(400);
  }
});

test('without the client ID of Adobe, no challenge is answered and no signature accepted', async () => {
  const stage = await setGatewayStage({ workers: 0 });
  expect((await stage.ask('GET', '/events?challenge=8ec8d794')).status).toBe(404);
  const host = await startKeyHost();
  const body = delivered();
  const answer = await sendEvents(stage, { body, contentType: JSON_TYPE, headers: host.signed(body) });
  expect(answer).toMatchObject({
    status: 401,
    document: { detail: 'ONBOARDING_GATEWAY_EVENTS_CLIENT_ID is not set' },
  });
});

test('events with a signature of Adobe for our client ID start onboardings, and each key is read once', async () => {
  const stage = await setAdobeStage();
  const { host } = stage;
  const send = async (body: string, options?: Parameters<KeyHost['signed']>[1]) =>
    await sendEvents(stage, { body, contentType: JSON_TYPE, headers: host.signed(body, options) });
  const started = { status: 202, document: { events: [{ outcome: 'started' }] } };
  expect(await send(delivered())).toMatchObject(started);
  expect(await send(delivered({ recipient_client_id: undefined }))).toMatchObject(started);
  expect(await send(`[${delivered()},${delivered()}]`)).toMatchObject({
    status: 202,
    document: { events: [{ outcome: 'started' }, { outcome: 'started' }] },
  });
  expect(host.asked).toHaveLength(1);
  // One of the two signatures is enough: Adobe may have withdrawn a key.
  expect(await send(delivered(), { unknownFirst: true })).toMatchObject(started);
  expect(host.asked).toHaveLength(3);
});

test('another recipient, a changed byte and another signature are refused', async () => {
  const stage = await setAdobeStage();
  const { host } = stage;
  const refusalOf = async (body: string, headers: Record<string, string>) => {
    const { status, document } = await sendEvents(stage, { body, contentType: JSON_TYPE, headers });
    return [status, document['detail']];
  };
  const wrongRecipient = [401, 'The recipient of an event is not the client ID of the gateway'];
  for (const body of [
    delivered({ recipient_client_id: 'another' }),
    delivered({ recipientclientid: 'another' }),
    delivered({ recipient_client_id: undefined, recipientclientid: undefined }),
    `[${delivered()},${delivered({ recipientclientid: 'another' })}]`,
    '[]',
  ]) {
    expect(await refusalOf(body, host.signed(body))).toEqual(wrongRecipient);
  }
  expect(host.asked).toEqual([]);

  const body = delivered();
  const noSignatureFits = [401, 'No signature fits this body and a public key of Adobe I/O Events'];
  expect(await refusalOf(body.replace('"Doe"', '"Dof"'), host.signed(body))).toEqual(noSignatureFits);
  expect(await refusalOf(body, (await startKeyHost()).signed(body))).toEqual(noSignatureFits);
});

test('the attributes of a binary event are not signed, so Adobe’s signature does not cover them', async () => {
  const stage = await setAdobeStage();
  const body = delivered();
  const attributes = {
    ...{ 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/', 'ce-type': 'x' },
    'ce-recipientclientid': CLIENT_ID,
  };
  const headers = { ...stage.host.signed(body), ...attributes };
  expect(await sendEvents(stage, { body, contentType: JSON_TYPE, headers })).toMatchObject({ status: 401 });
});

test('only paths of the documented form are asked for, and redirects are not followed', async () => {
  const stage = await setAdobeStage();
  const { host } = stage;
  const body = delivered();
  const send = async (path: string) => {
    const headers = {
      ...host.signed(body),
      'x-adobe-public-key1-path': path,
      'x-adobe-digital-signature-2': '',
    };
    return (await sendEvents(stage, { body, contentType: JSON_TYPE, headers })).status;
  };
  for (const path of [
    '@169.254.169.254/latest/meta-data',
    '/prod/keys/../../secret/pub-key-a.pem',
    '/prod/keys/pub-key-%2e%2e.pem',
    '/prod/keys/pub-key-a.pem?x=.pem',
    'https://evil.example.com/prod/keys/pub-key-a.pem',
  ]) {
    // The second signature is empty, and its key says no.
    expect(await send(path)).toBe(401);
  }
  expect(new Set(host.asked)).toEqual(new Set(['/prod/keys/pub-key-kruhWwu4Or.pem']));
  const moved = '/prod/keys/pub-key-moved.pem';
  host.answers.set(moved, { status: 302, body: '' });
  expect(await send(moved)).toBe(503);
  expect(host.asked).not.toContain('/elsewhere');
});

test('while the keys cannot be read, the answer is 503, so that Adobe sends the event again', async () => {
  const stage = await setAdobeStage();
  const { host } = stage;
  const [path] = host.answers.keys();
  const key = host.answers.get(path ?? '');
  const body = delivered();
  const headers = { ...host.signed(body), 'x-adobe-digital-signature-2': '' };
  const send = async () => await sendEvents(stage, { body, contentType: JSON_TYPE, headers });
  host.answers.set(path ?? '', { status: 500, body: '' });
  const refused = await send();
  expect(refused).toMatchObject({
    status: 503,
    document: { type: 'urn:commerce-onboarding:problem:sender-keys-unavailable' },
  });
  expect(refused.headers.get('retry-after')).toBe('60');
  host.answers.set(path ?? '', { status: 200, body: '<html>Sign in to the network</html>' });
  expect((await send()).status).toBe(503);
  host.answers.set(path ?? '', key ?? { status: 200, body: '' });
  expect((await send()).status).toBe(202);
});

test('unknown keys are asked for a few times a minute only, and known ones still work', async () => {
  const stage = await setAdobeStage();
  const { host } = stage;
  const body = delivered();
  const send = async (changes: Record<string, string>) =>
    (await sendEvents(stage, { body, contentType: JSON_TYPE, headers: { ...host.signed(body), ...changes } }))
      .status;
  expect(await send({})).toBe(202);
  const statuses: number[] = [];
  for (let count = 0; count < 25; count += 1) {
    const path = `/prod/keys/pub-key-${count}.pem`;
    statuses.push(await send({ 'x-adobe-public-key1-path': path, 'x-adobe-public-key2-path': '' }));
  }
  expect(new Set(statuses)).toEqual(new Set([401, 503]));
  expect(host.asked.length).toBeLessThanOrEqual(20);
  expect(await send({})).toBe(202);
});
