import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { unlimited } from '../../src/commerce/pace';
import { outcomeOf } from '../../src/onboardings/outcome';
import { somebody } from '../setup/people';
import { setStage } from '../setup/stage';
import { SUITE_KEYS_SETTING } from '../setup/temporal';
import { folderWith, Onboard } from './onboard';

jest.setTimeout(180_000);

const ID = `onboard-${'0'.repeat(32)}`;
const INPUT = { 'input.json': JSON.stringify({ customer: somebody() }) };
const TENANT = {
  CLIENT_ID: 'client',
  CLIENT_SECRET: 'secret',
  REST_ENDPOINT: 'https://commerce.example.com/tenant',
  ONBOARDING_ENCRYPTION: 'off',
};

/** A Temporal server, or IMS, that accepts connections and never answers. */
let silent: Server;
let address: string;
beforeAll(async () => {
  silent = createServer((socket) => void socket.on('error', () => undefined)).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  address = `127.0.0.1:${(silent.address() as AddressInfo).port}`;
});
afterAll(() => silent.close());

test.each([
  ['run', 'input.json'],
  ['start', 'input.json', '--wait'],
  ['show', ID],
  ['show', ID, '--watch'],
  ['list'],
  ['list', '--summary'],
  ['cancel', ID],
  ['retry', ID],
  ['retry', '--failure', 'CommerceUnavailable', '--yes'],
  ['retry', ID, '--dry-run'],
  ['replay', ID],
  ['forget', ID],
  ['import', 'status', '0123456789abcdef'],
  ['import', 'watch', '0123456789abcdef'],
  ['import', 'cancel', '0123456789abcdef'],
  ['setup'],
  ['status'],
  ['check'],
])(
  'Ctrl-C ends onboard %s %s %s while it waits for a server, and the output says what to do',
  async (...args) => {
    const cwd = await folderWith(INPUT);
    const connected = once(silent, 'connection');
    const env = { ...TENANT, TEMPORAL_ADDRESS: address, IMS_ENDPOINT: `http://${address}` };
    const command = new Onboard(args, { cwd, env });
    await connected;
    command.signal('SIGINT');
    const { status, stderr } = await command.ended;
    expect(status).toBe(130);
    expect(stderr).toMatch(/^Interrupted\. \S+/m);
    expect(stderr).not.toMatch(/^\s+at /m);
  },
);

test('Ctrl-C ends an import during validation', async () => {
  const rows = Array.from({ length: 150_000 }, () => '{"customer":{}}').join('\n');
  const cwd = await folderWith({ 'rows.jsonl': rows });
  await mkdir(join(cwd, 'home'));
  const env = { ...TENANT, ONBOARDING_HOME: join(cwd, 'home') };
  const command = new Onboard(['import', 'rows.jsonl', '--check'], { cwd, env });
  await command.says(/row 1\)/);
  command.signal('SIGINT');
  const { status, stdout, stderr } = await command.ended;
  expect({ status, stdout }).toEqual({ status: 130, stdout: '' });
  expect(stderr).toMatch(/^Interrupted\. Nothing was sent\.$/m);
});

test('Ctrl-C ends retry --failure while it starts retries, without a stack trace', async () => {
  const stage = await setStage({
    commerce: { pace: unlimited },
    settings: { giveUpAfterMs: 1, retryFirstMs: 2 },
  });
  const { sandbox, taskQueue } = stage;
  sandbox.fail({ on: 'create', what: { kind: 'status', status: 503, made: false } });
  for (const handle of await Promise.all(
    Array.from({ length: 12 }, async () => await stage.start({ customer: somebody() })),
  )) {
    expect(await outcomeOf(handle)).toMatchObject({ status: 'failed' });
  }
  sandbox.clearFaults();
  // The probe ends at once; the others take long.
  sandbox.fail({ on: 'create', what: { kind: 'slow', byMs: 30_000 }, after: 1 });
  const env = {
    ...sandbox.settings,
    TEMPORAL_ADDRESS: process.env['TEST_TEMPORAL_ADDRESS'] ?? '',
    ONBOARDING_ENCRYPTION_KEYS: SUITE_KEYS_SETTING,
    ONBOARDING_TASK_QUEUE: taskQueue,
  };
  const args = ['retry', '--failure', 'CommerceUnavailable', '--yes', '--per-second', '1'];
  const command = new Onboard(args, { cwd: await folderWith(), env });
  for (let count = 0; count < 4; count += 1) await sandbox.nextRequest('create');
  command.signal('SIGINT');
  const { status, stderr } = await command.ended;
  expect(status).toBe(130);
  expect(stderr).toMatch(
    /^Interrupted\. Started retries continue\. Run the same command again to retry the others\.$/m,
  );
  expect(stderr).not.toMatch(/^\s+at |Error/m);
});
