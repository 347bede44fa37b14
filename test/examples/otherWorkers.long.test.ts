import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { OnboardingInput } from '../../src/contract/onboarding';
import { serveCustomerOnboarding } from '../../src/nexus';
import { setUpNexusEndpoint } from '../../src/temporal/setUpNexusEndpoint';
import { folderWith } from '../cli/onboard';
import { setStage, type Stage } from '../setup/stage';
import { freshNamespace, SUITE_KEYS_SETTING } from '../setup/temporal';
import { pythonExample } from './python';
import { type Program, runProgram } from './runProgram';

/** The first test of an example installs it. */
jest.setTimeout(600_000);

const REPOSITORY = resolve(__dirname, '../..');
const TYPESCRIPT = join(REPOSITORY, 'examples/typescript');
const TUTORIAL = join(REPOSITORY, 'examples/john-doe.json');

function typescript(file: string): Program {
  return { command: join(REPOSITORY, 'node_modules/.bin/tsx'), args: [join(TYPESCRIPT, file)] };
}

function settingsOf({ sandbox, taskQueue }: Stage): Record<string, string> {
  return {
    ...sandbox.settings,
    TEMPORAL_ADDRESS: process.env['TEST_TEMPORAL_ADDRESS'] ?? '',
    ONBOARDING_ENCRYPTION_KEYS: SUITE_KEYS_SETTING,
    ONBOARDING_TASK_QUEUE: taskQueue,
  };
}

async function weakPassword(): Promise<string> {
  const tutorial = JSON.parse(readFileSync(TUTORIAL, 'utf8')) as OnboardingInput;
  const folder = await folderWith({ 'input.json': JSON.stringify({ ...tutorial, password: 'weak' }) });
  return join(folder, 'input.json');
}

test('the examples in TypeScript have the right types', async () => {
  const tsc = join(REPOSITORY, 'node_modules/.bin/tsc');
  await promisify(execFile)(tsc, ['--project', TYPESCRIPT]);
});

test('the example with the plugin onboards a customer in its own worker, and reports a failure', async () => {
  const stage = await setStage({ workers: 0, sandbox: { tenant: `Tenant-${randomUUID()}` } });
  const { command, args } = typescript('plugin/signUp.ts');
  const run = async (file: string) =>
    await runProgram({ command, args: [...args, file], env: settingsOf(stage) });
  const refused = await run(await weakPassword());
  expect(refused).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('The password needs at least 8 characters'),
  });
  const done = await run(TUTORIAL);
  expect(JSON.parse(done.stdout)).toMatchObject({
    customerId: 1,
    updated: { lastname: 'Doe-Updated' },
    voucher: 'WELCOME-1',
  });
});

test.each([
  ['TypeScript', async () => await Promise.resolve(typescript('nexus/signUp.ts'))],
  ['Python', async () => await pythonExample('nexus.py')],
])(
  'the example with Nexus in %s onboards a customer from another namespace, and reports a failure',
  async (_, prepare) => {
    const stage = await setStage({ workers: 0, sandbox: { tenant: `Tenant-${randomUUID()}` } });
    const restEndpoint = stage.sandbox.settings.REST_ENDPOINT;
    await stage.addWorker({ worker: { nexusServices: [serveCustomerOnboarding({ restEndpoint })] } });
    const env = settingsOf(stage);
    const target = { connectionOptions: { address: env['TEMPORAL_ADDRESS'] ?? '' }, namespace: 'default' };
    const name = `test-${randomUUID()}`;
    await setUpNexusEndpoint(target, { name, taskQueue: stage.taskQueue });
    const caller = { TEMPORAL_NAMESPACE: await freshNamespace(), NEXUS_ENDPOINT: name };
    const { command, args, env: own } = await prepare();
    const run = async (file: string) =>
      await runProgram({ command, args: [...args, file], env: { ...own, ...env, ...caller } });
    const refused = await run(await weakPassword());
    expect(refused).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('The password needs at least 8 characters'),
    });
    const done = await run(TUTORIAL);
    expect(JSON.parse(done.stdout)).toMatchObject({ customerId: 1, updated: { lastname: 'Doe-Updated' } });
  },
);
