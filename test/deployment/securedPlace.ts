import { join } from 'node:path';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { encryptionKeyText, newEncryptionKey } from '../../src/temporal/encryption';
import { folderWith, Onboard } from '../cli/onboard';
import { somebody } from '../setup/people';
import { freePort } from '../setup/freePort';
import { ask } from '../gateway/stage';
import { type ProgramEnding, RunningProgram } from '../setup/production/runningProgram';

const CLIENT = join(__dirname, '../../dist/src/client/index.js');

/** A caller that uses the library, as a program of its own; it prints the customer's ID. */
const CALLER = `
  const { onboard, disconnect } = require(process.argv[1]);
  onboard(JSON.parse(process.argv[2]))
    .then(({ customerId }) => console.log('customer ' + customerId), (error) => console.log(error.name + ': ' + error.message))
    .finally(disconnect);
`;

/** A sandbox, and a folder whose commands use it and a secured server. */
export interface SecuredPlace {
  readonly sandbox: Sandbox;
  command(args: readonly string[], settings: Credentials, input?: string): Onboard;
  /** Starts a worker that is ready. */
  worker(settings: Credentials): Promise<Onboard>;
  /** Starts a gateway; resolves with it and its URL. */
  gateway(settings: Credentials): Promise<{ program: Onboard; url: string }>;
  /** Onboards with the library in another program. */
  call(input: object, settings: Credentials): Promise<ProgramEnding>;
}

type Credentials = Readonly<Record<string, string>>;

const open: Sandbox[] = [];

afterAll(async () => {
  for (const sandbox of open.splice(0)) await sandbox.stop();
});

export async function openSecuredPlace(server: Credentials): Promise<SecuredPlace> {
  const sandbox = await startSandbox();
  open.push(sandbox);
  const cwd = await folderWith();
  const shared = {
    ...sandbox.settings,
    ...server,
    TEMPORAL_NAMESPACE: 'onboarding',
    ONBOARDING_ENCRYPTION_KEYS: encryptionKeyText(newEncryptionKey()),
    ONBOARDING_HOME: join(cwd, 'home'),
  };
  const command = (args: readonly string[], settings: Credentials, input = '') =>
    new Onboard(args, { cwd, env: { ...shared, ...settings }, input });
  return {
    sandbox,
    command,
    worker: async (settings) => {
      const metrics = { ONBOARDING_METRICS_ADDRESS: '127.0.0.1:0' };
      const worker = command(['worker'], { ...metrics, ...settings });
      await worker.says(/worker ready/);
      return worker;
    },
    gateway: async (settings) => {
      const program = command(['gateway', '--port', String(await freePort())], settings);
      const [, url = ''] = await program.says(/^(http:\S+)$/m);
      return { program, url };
    },
    call: async (input, settings) => {
      const args = ['-e', CALLER, CLIENT, JSON.stringify(input)];
      const env = { PATH: process.env['PATH'] ?? '', ...shared, ...settings };
      return await new RunningProgram({ command: process.execPath, args, env, cwd }).ended;
    },
  };
}

/** Uses each part of the product with the same credentials. @returns the services, which still run */
export async function useEachPart(place: SecuredPlace, credentials: Credentials): Promise<Onboard[]> {
  expect(await place.command(['check'], credentials).ended).toMatchObject({ status: 0 });
  const worker = await place.worker(credentials);
  const { program: gateway, url } = await place.gateway(credentials);
  expect(await onboardThrough(url, somebody())).toBe('done');
  const input = JSON.stringify({ customer: somebody() });
  expect(await place.command(['start', '-', '--wait'], credentials, input).ended).toMatchObject({
    status: 0,
  });
  expect(await place.command(['list'], credentials).ended).toMatchObject({ status: 0 });
  expect(await place.command(['status'], credentials).ended).toMatchObject({ status: 0 });
  expect(await place.call({ customer: somebody() }, credentials)).toMatchObject({
    output: expect.stringMatching(/^customer \d+$/m) as string,
  });
  return [worker, gateway];
}

/** The status of an onboarding that a gateway starts and waits for. */
export async function onboardThrough(url: string, customer: object): Promise<unknown> {
  const { status, document } = await ask(`${url}/onboardings?wait=60s`, 'POST', { document: { customer } });
  return status === 200 ? document['status'] : { status, document };
}
