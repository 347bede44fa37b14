import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parseEncryptionKeys } from '../../src/temporal/encryption/encryptionKeys';
import { askFor, encrypted, plain } from '../codecServer/codecClient';
import { freePort } from '../setup/freePort';
import { folderWith, jsonLines, Onboard, onboard } from './onboard';

jest.setTimeout(60_000);

const KEY = `of-2026:${Buffer.alloc(32, 2).toString('base64')}`;
const UI = 'https://temporal.example.com';
const TOKEN = 'token-of-the-temporal-cli-1';
const env = { TEMPORAL_ADDRESS: '127.0.0.1:1', ONBOARDING_ENCRYPTION_KEYS: KEY };

function keysOf(text: string) {
  const parsed = parseEncryptionKeys(text);
  if (!parsed.ok) throw new Error(parsed.problems.join());
  return parsed.keys;
}

test('it decodes for the configured pages and tokens, prints them, and stops on SIGTERM', async () => {
  const port = await freePort();
  const server = new Onboard(['codec-server', '--port', String(port), '--json'], {
    cwd: await folderWith(),
    env: { ...env, ONBOARDING_CODEC_ORIGINS: UI, ONBOARDING_CODEC_TOKENS: TOKEN },
  });
  await server.says(/Decoding for https:\/\/temporal\.example\.com/);
  const url = `http://127.0.0.1:${port}`;
  const payload = await encrypted('for operators', keysOf(KEY));
  const headers = { Origin: UI, Authorization: `Bearer ${TOKEN}` };
  expect(await askFor(url, '/decode', [payload], headers)).toMatchObject({
    status: 200,
    body: { payloads: [plain('for operators')] },
  });
  expect((await askFor(url, '/decode', [payload], { Origin: UI })).status).toBe(401);
  expect(
    (await askFor(url, '/decode', [payload], { ...headers, Origin: 'https://evil.example.com' })).status,
  ).toBe(403);
  server.signal('SIGTERM');
  const { status, stdout, stderr } = await server.ended;
  expect({ status, documents: jsonLines(stdout) }).toEqual({ status: 0, documents: [{ url }] });
  expect(stderr).not.toContain(TOKEN);
});

test("in a home it decodes with the home's keys", async () => {
  const home = await folderWith({ 'encryption.keys': `${KEY}\n` });
  const port = await freePort();
  const server = new Onboard(['codec-server', '--port', String(port)], {
    cwd: await folderWith(),
    env: { ONBOARDING_HOME: home },
  });
  const [, url = ''] = await server.says(/^(http:\S+)$/m);
  const { body } = await askFor(url, '/decode', [await encrypted(1, keysOf(KEY))]);
  expect(body).toEqual({ payloads: [plain(1)] });
});

test.each<[string, readonly string[], Record<string, string>, RegExp[]]>([
  [
    'listening beyond this machine without authentication',
    ['--host', '0.0.0.0'],
    env,
    [/^codec-server: 0\.0\.0\.0 is reached .* ONBOARDING_CODEC_TOKENS/],
  ],
  ['no key', [], { TEMPORAL_ADDRESS: '127.0.0.1:1' }, [/^ONBOARDING_ENCRYPTION_KEYS: is not set/]],
  [
    'a key set without an audience',
    [],
    { ...env, ONBOARDING_CODEC_JWKS: 'https://login.example.com/jwks' },
    [/^ONBOARDING_CODEC_AUDIENCE: is missing/],
  ],
  [
    'all invalid settings at once, without any token',
    [],
    {
      ...env,
      ONBOARDING_CODEC_ORIGINS: `${UI}/,*`,
      ONBOARDING_CODEC_TOKENS: `${TOKEN},short-token`,
      ONBOARDING_CODEC_JWKS: 'http://login.example.com/jwks',
    },
    [
      /^ONBOARDING_CODEC_ORIGINS: entry 1/,
      /^ONBOARDING_CODEC_TOKENS: entry 2/,
      /^ONBOARDING_CODEC_JWKS: must begin with https/,
    ],
  ],
  ['an invalid port', ['--port', '0'], env, [/--port/, /Usage: onboard codec-server/]],
])('%s is exit status 2', async (_, args, settings, lines) => {
  const { status, stdout, stderr } = await onboard(['codec-server', ...args], {
    cwd: await folderWith(),
    env: settings,
  });
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr.trimEnd().split('\n')).toEqual(lines.map((line): unknown => expect.stringMatching(line)));
  expect(stderr).not.toMatch(/short-token|token-of/);
});

test('a port in use gives exit status 2 and a message', async () => {
  const taken = createServer();
  await new Promise<void>((settle) => taken.listen(0, '127.0.0.1', settle));
  const address = taken.address();
  const port = typeof address === 'object' ? String(address?.port) : '';
  const { status, stderr } = await onboard(['codec-server', '--port', port], {
    cwd: await folderWith(),
    env,
  });
  taken.close();
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: expect.stringMatching(/EADDRINUSE.*choose another port/),
  });
});

test('tokens and keys may be in files', async () => {
  const cwd = await folderWith({ tokens: `${TOKEN}\n` });
  await writeFile(join(cwd, 'keys'), `${KEY}\n`);
  const port = await freePort();
  const server = new Onboard(['codec-server', '--port', String(port)], {
    cwd,
    env: {
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      ONBOARDING_ENCRYPTION_KEYS_FILE: 'keys',
      ONBOARDING_CODEC_TOKENS_FILE: 'tokens',
    },
  });
  const [, url = ''] = await server.says(/^(http:\S+)$/m);
  const payload = await encrypted(1, keysOf(KEY));
  expect((await askFor(url, '/decode', [payload])).status).toBe(401);
  expect((await askFor(url, '/decode', [payload], { Authorization: `Bearer ${TOKEN}` })).status).toBe(200);
});
