import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inherited } from '../cli/onboard';
import { somebody } from '../setup/people';
import { setStage } from '../setup/stage';
import { SUITE_KEYS_SETTING } from '../setup/temporal';
import { packedProject, REPOSITORY } from './packedProject';

jest.setTimeout(300_000);

const run = promisify(execFile);
let packed: string;
let project: string;

beforeAll(async () => {
  ({ packed, project } = await packedProject());
}, 300_000);

afterAll(async () => await rm(project, { recursive: true, force: true }));

const CALLER = `
import { onboard, disconnect, type OnboardingResult } from 'commerce-onboarding/client';

async function main(): Promise<void> {
  const result: OnboardingResult = await onboard(JSON.parse(process.argv[2] ?? ''));
  await disconnect();
  const loaded = Object.keys(require.cache).filter((path) => /@temporalio.(worker|core-bridge)/.test(path));
  process.stdout.write(JSON.stringify({ result, loaded }));
}

void main();
`;

test('installed in an empty project, it onboards with the settings of the environment, has types, and loads no worker', async () => {
  await writeFile(join(project, 'caller.cts'), CALLER);
  const compiler = join(REPOSITORY, 'node_modules/typescript/bin/tsc');
  const options = ['--module', 'node20', '--target', 'es2023', '--strict', '--skipLibCheck'];
  const types = ['--types', 'node', '--typeRoots', join(REPOSITORY, 'node_modules/@types')];
  await run(process.execPath, [compiler, ...options, ...types, 'caller.cts'], { cwd: project });

  const { sandbox, taskQueue } = await setStage();
  const env = {
    ...inherited(),
    TEMPORAL_ADDRESS: process.env['TEST_TEMPORAL_ADDRESS'] ?? '',
    REST_ENDPOINT: sandbox.settings.REST_ENDPOINT,
    ONBOARDING_TASK_QUEUE: taskQueue,
    ONBOARDING_ENCRYPTION_KEYS: SUITE_KEYS_SETTING,
  };
  const input = JSON.stringify({ customer: somebody({ firstname: 'Jane' }) });
  const { stdout } = await run(process.execPath, ['caller.cjs', input], { cwd: project, env });
  expect(JSON.parse(stdout)).toMatchObject({
    result: { customerId: 1, created: { firstname: 'Jane' } },
    loaded: [],
  });
  expect(sandbox.customers()).toHaveLength(1);
});

test('publint and attw report nothing about the package', async () => {
  const bin = (name: string) => join(REPOSITORY, 'node_modules/.bin', name);
  const publint = await run(bin('publint'), ['run', '--strict', packed]);
  expect(publint.stdout).toMatch(/All good!/);
  const attw = await run(bin('attw'), [packed]);
  expect(attw.stdout).toMatch(/No problems found/);
});
