import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ask } from '../gateway/stage';
import { somebody } from '../setup/people';
import {
  admittingTokensOf,
  SecuredServer,
  TokenIssuer,
  writeKeySet,
} from '../setup/production/securedServer';
import { testWithServer } from '../setup/production/whereServerRuns';
import { onboardThrough, openSecuredPlace, type SecuredPlace, useEachPart } from './securedPlace';

/** A first run builds the Temporal server. */
jest.setTimeout(25 * 60_000);

const testSecured = testWithServer();

/** What an operator's key may do, and what the key of a worker, a gateway or a caller may do. */
const ALL = ['temporal-system:admin'];
const WRITE = ['onboarding:write'];

let server: SecuredServer;
let issuer: TokenIssuer;
let keySet: string;
let place: SecuredPlace;

beforeAll(async () => {
  server = await SecuredServer.create();
  issuer = await TokenIssuer.create('first');
  keySet = join(server.folder, 'key-set.json');
  await writeKeySet(keySet, [issuer]);
  await server.start(admittingTokensOf(keySet));
  place = await openSecuredPlace(server.settings);
  const setup = await place.command(['setup'], { TEMPORAL_API_KEY: await issuer.issue(ALL) }).ended;
  expect(setup).toMatchObject({ status: 0, stdout: expect.stringContaining('onboarding') as string });
});

afterAll(async () => {
  await server.remove();
});

/** A file with the key, and the setting that names it. */
async function keyFile(
  name: string,
  key: string,
): Promise<{ path: string; settings: Record<string, string> }> {
  const path = join(server.folder, name);
  await writeFile(path, `${key}\n`, { mode: 0o600 });
  return { path, settings: { TEMPORAL_API_KEY_FILE: path } };
}

/** Replaces the key in a file at once, as a mounted secret changes. */
async function replaceKey(path: string, key: string): Promise<void> {
  await writeFile(`${path}.new`, `${key}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

testSecured('with a key in a file that may write in the namespace, each part works', async () => {
  const key = await issuer.issue(WRITE);
  const { settings } = await keyFile('each-part', key);
  for (const service of await useEachPart(place, settings)) {
    service.signal('SIGTERM');
    const { status, stdout, stderr } = await service.ended;
    expect({ status, leak: (stdout + stderr).includes(key) }).toEqual({ status: 0, leak: false });
  }
});

const KEY = 'TEMPORAL_API_KEY \\(or _FILE\\)';
const past = () => new Date(Date.now() - 60_000);

describe('what is wrong with a key is said with its setting, and the exit status is 2', () => {
  testSecured.each<[string, () => Promise<Record<string, string>>, RegExp]>([
    ['no key', async () => ({}), new RegExp(`${KEY}: is not set; set it to a key for onboarding`)],
    [
      'an expired key',
      async () => ({ TEMPORAL_API_KEY: await issuer.issue(WRITE, past()) }),
      new RegExp(`${KEY}: the key expired at 20\\d\\d-.*; set it to a valid one`),
    ],
    [
      'a key of an unknown issuer',
      async () => ({ TEMPORAL_API_KEY: await (await TokenIssuer.create('stranger')).issue(WRITE) }),
      new RegExp(`${KEY}: the key is not valid there, or has no right`),
    ],
    [
      'a key that is no token',
      async () => ({ TEMPORAL_API_KEY: 'no-token' }),
      new RegExp(`${KEY}: the key is not valid there`),
    ],
    [
      'a key for another namespace',
      async () => ({ TEMPORAL_API_KEY: await issuer.issue(['other:write']) }),
      new RegExp(`${KEY}: the key is not valid there, or has no right for this in onboarding`),
    ],
    [
      'a file that is missing',
      async () => ({ TEMPORAL_API_KEY_FILE: '/nowhere/key' }),
      /TEMPORAL_API_KEY_FILE: \/nowhere\/key cannot be read \(ENOENT\)/,
    ],
    [
      'a key and a file',
      async () => ({ TEMPORAL_API_KEY: 'one', TEMPORAL_API_KEY_FILE: '/nowhere/key' }),
      /TEMPORAL_API_KEY: is given twice/,
    ],
  ])('%s', async (_, wrong, said) => {
    const { status, stdout, stderr } = await place.command(['list'], await wrong()).ended;
    expect({ status, stdout, stderr }).toEqual({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(said) as string,
    });
  });

  testSecured.each([['worker'], ['gateway'], ['list'], ['status'], ['setup'], ['check']])(
    '%s with an expired key, and with one for another namespace',
    async (name) => {
      const expired = { TEMPORAL_API_KEY: await issuer.issue(WRITE, past()) };
      const foreign = { TEMPORAL_API_KEY: await issuer.issue(['other:admin']) };
      for (const [settings, what] of [
        [expired, 'expired at'],
        [foreign, 'is not valid there, or has no right'],
      ] as const) {
        const { status, stdout, stderr } = await place.command([name], settings).ended;
        expect({ status, said: stdout + stderr }).toEqual({
          status: 2,
          said: expect.stringMatching(new RegExp(`${KEY}: the key ${what}`)) as string,
        });
      }
    },
  );

  testSecured('the library', async () => {
    const expired = { TEMPORAL_API_KEY: await issuer.issue(WRITE, past()) };
    const foreign = { TEMPORAL_API_KEY: await issuer.issue(['other:admin']) };
    for (const settings of [expired, foreign]) {
      expect((await place.call({ customer: somebody() }, settings)).output).toMatch(
        new RegExp(
          `^AccessRefused: Temporal at .* refuses this client for the namespace onboarding.*${KEY}: `,
          'm',
        ),
      );
    }
  });
});

testSecured('a key that may only read cannot start an onboarding, and says so', async () => {
  const settings = { TEMPORAL_API_KEY: await issuer.issue(['onboarding:read']) };
  const started = place.command(['start', '-'], settings, JSON.stringify({ customer: somebody() }));
  const { status, stderr } = await started.ended;
  expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringMatching(new RegExp(KEY)) as string });
  expect(await place.command(['list'], settings).ended).toMatchObject({ status: 0 });
});

testSecured('a running worker and gateway use a changed key without a restart', async () => {
  const second = await TokenIssuer.create('second');
  await writeKeySet(keySet, [issuer, second]);
  const { path, settings } = await keyFile('changed', await issuer.issue(WRITE));
  const worker = await place.worker(settings);
  const { program: gateway, url } = await place.gateway(settings);
  expect(await onboardThrough(url, somebody())).toBe('done');
  await replaceKey(path, await second.issue(WRITE));
  for (const service of [worker, gateway])
    await service.says(/connected to Temporal with the changed credentials/);
  await writeKeySet(keySet, [second]);
  await server.start(admittingTokensOf(keySet));
  expect(await place.command(['list'], { TEMPORAL_API_KEY: await issuer.issue(WRITE) }).ended).toMatchObject({
    status: 2,
  });
  expect(await onboardThrough(url, somebody())).toBe('done');
  await writeKeySet(keySet, [issuer]);
  await server.start(admittingTokensOf(keySet));
});

testSecured(
  'when the key of a running worker and gateway expires, both say so, and continue with the next key',
  async () => {
    const { path, settings } = await keyFile('expires', await issuer.issue(WRITE));
    const worker = await place.worker(settings);
    const { program: gateway, url } = await place.gateway(settings);
    const soon = await issuer.issue(WRITE, new Date(Date.now() + 30_000));
    await replaceKey(path, soon);
    const said = new RegExp(`${KEY}: the key expired at`);
    await worker.says(said);
    await gateway.says(said);
    expect((await ask(`${url}/readyz`, 'GET')).status).toBe(503);
    expect((await ask(`${url}/onboardings`, 'POST', { document: { customer: somebody() } })).status).toBe(
      503,
    );
    await replaceKey(path, await issuer.issue(WRITE));
    // The second time.
    for (const service of [worker, gateway])
      await service.says(/connected to Temporal with the changed credentials[^]*changed credentials/);
    expect(await onboardThrough(url, somebody())).toBe('done');
  },
);
