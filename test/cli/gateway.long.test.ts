import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { request } from 'node:https';
import { ask } from '../gateway/stage';
import { freePort } from '../setup/freePort';
import { somebody } from '../setup/people';
import { folderWith, jsonLines, Onboard, onboard } from './onboard';
import { openPlace } from './sharedHome';

jest.setTimeout(60_000);

async function serving(place: Awaited<ReturnType<typeof openPlace>>, args: readonly string[] = []) {
  const command = place.command(['gateway', '--port', String(await freePort()), ...args]);
  const [, url = ''] = await command.says(/^(https?:\S+)$/m);
  return { command, url };
}

test('it starts onboardings with the keys of its home, status finds it, and it stops on SIGTERM', async () => {
  const keysFile = join(await folderWith(), 'keys.json');
  const place = await openPlace({ settings: { ONBOARDING_GATEWAY_KEYS_FILE: keysFile } });
  const made = await place.command(['gateway', 'keys', 'new', 'crm', '--right', 'start']).ended;
  expect(made).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^onboard_[0-9a-f]{8}_\S{43}\n$/) as string,
  });
  const key = made.stdout.trim();
  const { command, url } = await serving(place);
  const document = { customer: somebody() };
  const start = (asked: object) => ask(`${url}/onboardings`, 'POST', { document, ...asked });
  expect(await start({})).toMatchObject({ status: 401 });
  expect(await start({ key })).toMatchObject({ status: 202 });
  expect(await start({ key, document: { customer: somebody(), onExisting: 'adopt' } })).toMatchObject({
    status: 403,
  });
  const status = await place.command(['status', '--json']).ended;
  expect(jsonLines(status.stdout)).toMatchObject([{ gateway: url }]);

  const second = (
    await place.command(['gateway', 'keys', 'new', 'crm', '--right', 'start', '--right', 'adopt']).ended
  ).stdout.trim();
  const [, id = ''] = key.split('_');
  const listed = await place.command(['gateway', 'keys', 'list', '--json']).ended;
  expect(jsonLines(listed.stdout)).toMatchObject([
    {
      keys: [
        { name: 'crm', id, rights: ['start'] },
        { name: 'crm', rights: ['start', 'adopt'] },
      ],
    },
  ]);
  expect(listed.stdout).not.toContain(key.slice(17));
  expect(await place.command(['gateway', 'keys', 'revoke', 'crm', '--id', id]).ended).toMatchObject({
    status: 0,
  });
  expect(await start({ key })).toMatchObject({ status: 401 });
  expect(await start({ key: second })).toMatchObject({ status: 200 });
  const adopting = { customer: somebody(), onExisting: 'adopt' };
  expect(await start({ key: second, document: adopting })).toMatchObject({ status: 202 });

  command.signal('SIGTERM');
  const { status: exit, stdout, stderr } = await command.ended;
  expect({ exit, stdout }).toEqual({ exit: 0, stdout: `${url}\n` });
  expect(stderr).not.toContain(document.customer.email);
  expect(stderr + listed.stdout).not.toContain(second);
});

test('on SIGTERM, a waiting request gets a 202, a half-sent request is accepted, and then it stops', async () => {
  const place = await openPlace();
  const { command, url } = await serving(place);
  const { hostname, port } = new URL(url);
  const body = JSON.stringify({ customer: somebody() });
  const socket = connect(Number(port), hostname).setEncoding('utf8');
  let answer = '';
  socket.on('data', (text: string) => (answer += text));
  socket.write(
    `POST /onboardings HTTP/1.1\r\nHost: ${hostname}:${port}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body.slice(0, 20)}`,
  );
  const waiting = ask(`${url}/onboardings?wait=60s`, 'POST', { document: { customer: somebody() } });
  await untilListed(url, 1);
  command.signal('SIGTERM');
  expect(await waiting).toMatchObject({ status: 202, document: { status: 'running' } });
  await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  socket.write(body.slice(20));
  await once(socket, 'close');
  expect(answer).toMatch(/^HTTP\/1\.1 202 /);
  expect(await command.ended).toMatchObject({ status: 0 });
  const [, id = ''] = /"workflowId":"([^"]+)"/.exec(answer) ?? [];
  expect((await place.command(['show', id, '--json']).ended).status).toBe(0);
});

async function untilListed(url: string, count: number): Promise<void> {
  for (;;) {
    const { document } = await ask(`${url}/onboardings`, 'GET');
    if ((document['onboardings'] as unknown[]).length === count) return;
  }
}

test('onboard dev runs one, and a second dev in the folder prints where the first one runs', async () => {
  const place = await openPlace({
    settings: { ONBOARDING_GATEWAY_ADDRESS: `127.0.0.1:${await freePort()}` },
  });
  const dev = place.command(['dev']);
  const [, url = ''] = await dev.says(/^Gateway +(http:\S+)/m);
  await dev.says(/^Try /m);
  expect(url).toBe(`http://${place.env['ONBOARDING_GATEWAY_ADDRESS'] ?? ''}`);
  const document = { customer: somebody() };
  expect(await ask(`${url}/onboardings?wait=30s`, 'POST', { document })).toMatchObject({ status: 200 });
  const other = await place.command(['dev']).ended;
  expect(other).toMatchObject({ status: 2, stdout: '' });
  expect(other.stderr).toMatch(/^dev: is already running in this folder/);
  expect(other.stderr).toContain(url);
  dev.signal('SIGINT');
  expect(await dev.ended).toMatchObject({ status: 0 });
});

test('with a certificate it uses TLS', async () => {
  const cwd = await folderWith();
  const [cert, key] = [join(cwd, 'cert.pem'), join(cwd, 'key.pem')];
  await promisify(execFile)('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1'],
    ...['-subj', '/CN=localhost', '-keyout', key, '-out', cert],
  ]);
  const place = await openPlace({
    settings: { ONBOARDING_GATEWAY_TLS_CERT_FILE: cert, ONBOARDING_GATEWAY_TLS_KEY_FILE: key },
  });
  const { url } = await serving(place);
  expect(url).toMatch(/^https:/);
  const status = await new Promise((settle, reject) => {
    request(`${url}/healthz`, { rejectUnauthorized: false }, (response) =>
      settle(response.resume().statusCode),
    )
      .on('error', reject)
      .end();
  });
  expect(status).toBe(200);
});

const ENVIRONMENT = {
  TEMPORAL_ADDRESS: process.env['TEST_TEMPORAL_ADDRESS'] ?? '',
  ONBOARDING_ENCRYPTION_KEYS: `of-2026:${Buffer.alloc(32, 2).toString('base64')}`,
  REST_ENDPOINT: 'http://127.0.0.1:9/tenant',
};

test.each<[string, readonly string[], Record<string, string>, RegExp[]]>([
  [
    'listening beyond this machine without a key',
    ['--host', '0.0.0.0'],
    ENVIRONMENT,
    [/^gateway: 0\.0\.0\.0 is reached from other machines, .* onboard gateway keys new/],
  ],
  [
    'all invalid settings at once',
    [],
    {
      ONBOARDING_GATEWAY_ADDRESS: 'here',
      ONBOARDING_GATEWAY_TLS_KEY_FILE: 'key.pem',
      ONBOARDING_GATEWAY_IN_FLIGHT: '0',
    },
    [
      /^REST_ENDPOINT: is missing/,
      /^ONBOARDING_GATEWAY_ADDRESS: is no address/,
      /^ONBOARDING_GATEWAY_TLS_CERT_FILE: is missing/,
      /^ONBOARDING_GATEWAY_IN_FLIGHT: must be/,
    ],
  ],
  [
    'an unreadable certificate',
    [],
    { ...ENVIRONMENT, ONBOARDING_GATEWAY_TLS_CERT_FILE: 'c.pem', ONBOARDING_GATEWAY_TLS_KEY_FILE: 'k.pem' },
    [/^ONBOARDING_GATEWAY_TLS_(CERT|KEY)_FILE: .* cannot be read \(ENOENT\)/],
  ],
  [
    'a configured file of keys that does not exist',
    [],
    { ...ENVIRONMENT, ONBOARDING_GATEWAY_KEYS_FILE: '/no/such/keys.json' },
    [/^gateway: ONBOARDING_GATEWAY_KEYS_FILE names \/no\/such\/keys\.json, .* onboard gateway keys new/],
  ],
  ['a key without a right', ['keys', 'new', 'crm'], {}, [/--right/, /help/]],
  ['an invalid name', ['keys', 'new', 'a b', '--right', 'read'], {}, [/^gateway keys new: a name has/]],
  [
    'a key that does not exist',
    ['keys', 'revoke', 'crm'],
    {},
    [/^gateway keys revoke: there is no key named crm/],
  ],
])('%s is exit status 2', async (_, args, env, lines) => {
  const { status, stdout, stderr } = await onboard(['gateway', ...args], { cwd: await folderWith(), env });
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  const said = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
  expect(said).toEqual(lines.map((line): unknown => expect.stringMatching(line)));
});

test('a port in use gives exit status 2 and a message', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  const port = typeof address === 'object' ? String(address?.port) : '';
  const { status, stderr } = await new Onboard(['gateway', '--port', port], {
    cwd: await folderWith(),
    env: ENVIRONMENT,
  }).ended;
  taken.close();
  expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringMatching(/EADDRINUSE/) as string });
});
