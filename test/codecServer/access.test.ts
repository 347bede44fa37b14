import { createServer, type Server } from 'node:http';
import { exportJWK, generateKeyPair, type KeyLike, SignJWT } from 'jose';
import { type CodecServer, type CodecServerAccess, startCodecServer } from '../../src/codecServer';
import { newEncryptionKey } from '../../src/temporal/encryption';
import { askFor, plain } from './codecClient';

const AUDIENCE = 'temporal-ui';
const ISSUER = 'https://login.example.com/';
const TOKENS = ['first-token-of-the-cli-0001', 'second-token-of-a-script-01'];

const servers: CodecServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function serve(access: CodecServerAccess, host = '127.0.0.1'): Promise<CodecServer> {
  const encryption = { mode: 'on', keys: [newEncryptionKey()] } as const;
  const server = await startCodecServer({ encryption, origins: [], access, host });
  servers.push(server);
  return server;
}

async function answer({ url }: CodecServer, authorization?: string) {
  const headers = authorization === undefined ? {} : { Authorization: authorization };
  const { status, body, headers: answered } = await askFor(url, '/decode', [plain(1)], headers);
  return { status, message: body.message, challenge: answered.get('www-authenticate') };
}

describe('bearer tokens', () => {
  const access: CodecServerAccess = { kind: 'authenticated', tokens: TOKENS };

  test.each(TOKENS)('each of them gives access: %s', async (token) => {
    const server = await serve(access);
    expect((await answer(server, `Bearer ${token}`)).status).toBe(200);
    expect((await answer(server, `bearer ${token}`)).status).toBe(200);
  });

  test.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    `Basic ${Buffer.from(`me:${TOKENS[0]}`).toString('base64')}`,
    TOKENS[0],
    `Bearer ${TOKENS[0]!.slice(0, -1)}`,
    `Bearer ${TOKENS[0]}x`,
    `Bearer ${TOKENS.join(',')}`,
  ])('a wrong one gets 401: %s', async (authorization) => {
    const server = await serve(access);
    const refused = await answer(server, authorization);
    expect(refused).toMatchObject({ status: 401, challenge: 'Bearer' });
    for (const token of TOKENS) expect(refused.message).not.toContain(token);
    expect((await answer(server, `Bearer ${TOKENS[1]}`)).status).toBe(200);
  });

  test('with them it listens beyond this machine, and its health check needs none', async () => {
    const server = await serve(access, '0.0.0.0');
    const url = `http://127.0.0.1:${new URL(server.url).port}`;
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await answer({ ...server, url })).status).toBe(401);
  });
});

describe("the UI's access token", () => {
  let keySet: Server;
  let jwks: string;
  let signing: KeyLike;
  let foreign: KeyLike;

  beforeAll(async () => {
    const pair = await generateKeyPair('RS256');
    signing = pair.privateKey;
    foreign = (await generateKeyPair('RS256')).privateKey;
    const key = { ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' };
    keySet = createServer((_, response) => {
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ keys: [key] }));
    });
    await new Promise<void>((settle) => keySet.listen(0, '127.0.0.1', settle));
    const address = keySet.address();
    jwks = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/jwks.json`;
  });
  afterAll(() => keySet.close());

  function token(changes: { aud?: string; iss?: string; exp?: string | undefined } = {}): SignJWT {
    const { aud, iss, exp } = { aud: AUDIENCE, iss: ISSUER, exp: '5m', ...changes };
    const unsigned = new SignJWT({ sub: 'operator' })
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .setAudience(aud)
      .setIssuer(iss);
    return exp === undefined ? unsigned : unsigned.setExpirationTime(exp);
  }

  const checkedBy = (address: string): CodecServerAccess => ({
    kind: 'authenticated',
    tokens: TOKENS,
    accessTokens: { jwks: address, audience: AUDIENCE, issuer: ISSUER },
  });

  test('gives access if it is valid, and so does a bearer token', async () => {
    const server = await serve(checkedBy(jwks));
    expect((await answer(server, `Bearer ${await token().sign(signing)}`)).status).toBe(200);
    expect((await answer(server, `Bearer ${TOKENS[0]}`)).status).toBe(200);
  });

  test.each<[string, () => Promise<string>]>([
    ['signed with another key', async () => await token().sign(foreign)],
    ['for another audience', async () => await token({ aud: 'another-program' }).sign(signing)],
    ['from another issuer', async () => await token({ iss: 'https://evil.example.com/' }).sign(signing)],
    ['that has expired', async () => await token({ exp: '-1m' }).sign(signing)],
    ['that never expires', async () => await token({ exp: undefined }).sign(signing)],
    ['whose claims were changed', async () => changed(await token().sign(signing))],
    ['that is not signed', async () => Promise.resolve(unsigned())],
    ['that is not a token', async () => Promise.resolve('a.b.c')],
  ])('%s gets 401', async (_, make) => {
    const server = await serve(checkedBy(jwks));
    expect(await answer(server, `Bearer ${await make()}`)).toMatchObject({
      status: 401,
      challenge: 'Bearer',
    });
  });

  test('gets 503 if the key set cannot be fetched, and a bearer token still gives access', async () => {
    const server = await serve(checkedBy('http://127.0.0.1:1/jwks.json'));
    const refused = await answer(server, `Bearer ${await token().sign(signing)}`);
    expect(refused).toMatchObject({ status: 503, message: expect.stringContaining('ONBOARDING_CODEC_JWKS') });
    expect((await answer(server, `Bearer ${TOKENS[0]}`)).status).toBe(200);
  });

  function changed(jwt: string): string {
    const [header, , signature] = jwt.split('.');
    return [
      header,
      base64Url({ aud: AUDIENCE, iss: ISSUER, exp: 4_000_000_000, sub: 'root' }),
      signature,
    ].join('.');
  }

  function unsigned(): string {
    return `${base64Url({ alg: 'none' })}.${base64Url({ aud: AUDIENCE, iss: ISSUER, exp: 4_000_000_000 })}.`;
  }

  function base64Url(value: unknown): string {
    return Buffer.from(JSON.stringify(value)).toString('base64url');
  }
});
