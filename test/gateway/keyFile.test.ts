import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import pino from 'pino';
import { changeKeyFile, GatewayError, KeyFileError, newApiKey, startGateway } from '../../src/gateway';
import { createAccess } from '../../src/gateway/access/access';
import { type GatewayStage, setGatewayStage } from './stage';

const LIST = ['GET', '/onboardings'] as const;
const UNREADABLE = { status: 503, document: { type: 'urn:commerce-onboarding:problem:keys-unreadable' } };

const vanishings: [string, (file: string) => Promise<void>][] = [
  ['deleted', (file) => rm(file)],
  ['moved away', (file) => rename(file, `${file}.old`)],
  ['deleted with its lock', (file) => Promise.all([rm(file), rm(`${file}.lock`)]).then(() => undefined)],
  ['deleted with its folder', (file) => rm(dirname(file), { recursive: true })],
  ['replaced by an empty file', (file) => writeFile(file, '')],
  ['replaced by another document', (file) => writeFile(file, '{}')],
  ['replaced by half a document', (file) => writeFile(file, '{"keys": [')],
  ['replaced by keys of no form', (file) => writeFile(file, '{"keys": [{"id": "1"}]}')],
  ['replaced by a folder', (file) => rm(file).then(async () => await mkdir(file))],
];

describe('a key file that exists while the gateway runs and is then', () => {
  test.each(vanishings)('%s closes the gateway for everybody', async (_, vanish) => {
    const { ask, makeKey, keyFile } = await setGatewayStage({ workers: 0 });
    const key = await makeKey(['read']);
    expect((await ask(...LIST, { key })).status).toBe(200);
    await vanish(keyFile);
    for (const sent of [{}, { key }, {}]) expect(await ask(...LIST, sent)).toMatchObject(UNREADABLE);
    expect((await ask('GET', '/healthz')).status).toBe(200);
  });

  test('deleted before the first request closes it too', async () => {
    const { ask, makeKey, keyFile } = await setGatewayStage({ workers: 0 });
    await makeKey(['read']);
    await rm(keyFile);
    expect(await ask(...LIST)).toMatchObject(UNREADABLE);
  });

  test('deleted opens again with a new key, and only for its holder', async () => {
    const { ask, makeKey, keyFile } = await setGatewayStage({ workers: 0 });
    await makeKey(['read']);
    await rm(keyFile);
    expect((await ask(...LIST)).status).toBe(503);
    const key = await makeKey(['read']);
    expect((await ask(...LIST, { key })).status).toBe(200);
    expect((await ask(...LIST)).status).toBe(401);
  });
});

test('keys that become unreadable are not kept in memory', async () => {
  const { ask, makeKey, keyFile } = await setGatewayStage({ workers: 0 });
  const key = await makeKey(['read']);
  expect((await ask(...LIST, { key })).status).toBe(200);
  await chmod(keyFile, 0);
  // Root can read it all the same.
  expect((await ask(...LIST, { key })).status).toBe(process.getuid?.() === 0 ? 200 : 503);
});

test('the log has one line when the keys are gone, and one when they return', async () => {
  const stream = new PassThrough().setEncoding('utf8');
  const { ask, makeKey, keyFile } = await setGatewayStage({ workers: 0, logger: pino({}, stream) });
  await makeKey(['read']);
  await ask(...LIST);
  await rm(keyFile);
  await ask(...LIST);
  await ask(...LIST);
  await makeKey(['read']);
  await ask(...LIST);
  const lines = String(stream.read() ?? '')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { msg: string; reason?: string })
    .filter(({ msg }) => /API key/.test(msg));
  expect(lines).toMatchObject([
    { msg: 'No API key is accepted', reason: expect.stringContaining(`${keyFile} is gone`) as string },
    { msg: 'The API keys can be read again' },
  ]);
});

describe('a gateway that starts', () => {
  test('after its keys were deleted does not open', async () => {
    const stage = await setGatewayStage({ workers: 0 });
    await stage.makeKey(['read']);
    await rm(stage.keyFile);
    await expect(startAgain(stage)).rejects.toMatchObject({
      constructor: KeyFileError,
      message: expect.stringMatching(/is gone.*onboard gateway keys new/) as string,
    });
  });

  test('with a setting that names a missing file does not open', async () => {
    const stage = await setGatewayStage({ workers: 0 });
    await expect(startAgain(stage, { keysRequired: true })).rejects.toMatchObject({
      constructor: GatewayError,
      kind: 'keyNeeded',
      message: expect.stringMatching(/ONBOARDING_GATEWAY_KEYS_FILE names/) as string,
    });
  });

  test('with a handwritten file needs a key even if the file is deleted before the first request', async () => {
    const stage = await setGatewayStage({ workers: 0 });
    const { kept } = newApiKey({ name: 'crm', rights: ['read'] });
    await writeFile(stage.keyFile, JSON.stringify({ keys: [kept] }));
    const gateway = await startAgain(stage);
    await rm(stage.keyFile);
    const { status } = await fetch(`${gateway.url}/onboardings`);
    await gateway.close();
    expect(status).toBe(503);
  });
});

test('access that requires keys is closed without a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'onboarding-keys-'));
  const keyFile = join(folder, 'keys.json');
  const access = createAccess({ host: '127.0.0.1', keyFile, keysRequired: true });
  const asked = () => access.authorize({ host: '127.0.0.1' }, 'read');
  await expect(asked()).rejects.toMatchObject({ kind: 'keys-unreadable' });
  await changeKeyFile(keyFile, () => []);
  await expect(asked()).rejects.toMatchObject({ kind: 'not-authenticated' });
  await rm(folder, { recursive: true });
});

async function startAgain(
  { temporal, taskQueue, sandbox, keyFile }: GatewayStage,
  options: { keysRequired?: boolean } = {},
) {
  return await startGateway({
    ...{ temporal, taskQueue, keyFile, host: '127.0.0.1', port: 0, ...options },
    restEndpoint: sandbox.settings.REST_ENDPOINT,
    limits: { requestTimeoutMs: 1_000, inFlight: 10, ratePerMinute: 100 },
    logger: pino({ level: 'silent' }),
  });
}
