import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inherited, Onboard } from '../cli/onboard';
import { somebody } from '../setup/people';
import { installedIn } from './installedIn';
import { packedBy, REPOSITORY } from './packedProject';

jest.setTimeout(300_000);

const run = promisify(execFile);
const bin = (name: string) => join(REPOSITORY, 'node_modules/.bin', name);
let packed: string;
let project: string;

beforeAll(async () => {
  ({ packed, project } = await packedBy(async (folder) => {
    const { stdout } = await run(bin('tsx'), ['scripts/packClient.ts', folder], { cwd: REPOSITORY });
    return stdout.trim();
  }));
}, 300_000);

afterAll(async () => await rm(project, { recursive: true, force: true }));

/** Uses every export of the package. */
const CALLER = `
import { Client, type Connection } from '@temporalio/client';
import {
  AccessRefused,
  cancelOnboarding,
  type Customer,
  type CustomerFields,
  type CustomerUpdate,
  describeOnboarding,
  type Difference,
  disconnect,
  type Failure,
  FAILURES,
  type FailureType,
  InputDiffers,
  type InputProblem,
  InvalidInput,
  onboard,
  onboardingDataConverter,
  type OnboardingDescription,
  OnboardingFailed,
  type OnboardingInput,
  type OnboardingOptions,
  type OnboardingResult,
  type OnboardingStatus,
  OnboardingStopped,
  onboardingWorkflowId,
  type Outcome,
  type RetriedOnboarding,
  retryOnboarding,
  type RetryOnboardingOptions,
  ServiceUnreachable,
  SettingsError,
  type StartedOnboarding,
  startOnboarding,
  type Step,
} from 'commerce-onboarding-client';

export const withOwnClient = (connection: Connection): OnboardingOptions => ({
  client: new Client({ connection, dataConverter: onboardingDataConverter({ ONBOARDING_ENCRYPTION: 'off' }) }),
});
export const failureOf = ({ type, message, step }: Failure): [FailureType, string, Step] => [type, message, step];
export const updateOf = (fields: CustomerFields): CustomerUpdate => fields;
export const changed = ({ differences }: OnboardingResult): readonly Difference[] => differences;
export const idOf = (email: string): string => onboardingWorkflowId({ restEndpoint: 'https://shop.example', email });
export const names = [AccessRefused, InputDiffers, OnboardingStopped, ServiceUnreachable, SettingsError].map(({ name }) => name);

async function main(input: OnboardingInput, rejected: OnboardingInput): Promise<unknown> {
  const started: StartedOnboarding = await startOnboarding(input);
  const result: OnboardingResult = await started.result();
  const created: Customer = result.created;
  const again: OnboardingResult = await onboard(input);
  const outcome: Outcome = await started.outcome();
  const description: OnboardingDescription | undefined = await describeOnboarding(started.workflowId);
  const stood: OnboardingStatus | undefined = await cancelOnboarding(started.workflowId);
  const options: RetryOnboardingOptions = {};
  const retried: RetriedOnboarding = await retryOnboarding(started.workflowId, options);
  const failed: unknown = await onboard(rejected).catch((error: unknown) => error);
  if (!(failed instanceof OnboardingFailed)) throw failed;
  const invalid: unknown = await onboard({} as OnboardingInput).catch((error: unknown) => error);
  if (!(invalid instanceof InvalidInput)) throw invalid;
  const [problem]: readonly InputProblem[] = invalid.problems;
  await disconnect();
  return {
    ids: [result.customerId, again.customerId, description?.customerId],
    firstname: created.firstname,
    statuses: [outcome.status, description?.status, stood],
    retried: retried.kind,
    failed: [failed.type, failed.whatToDo === FAILURES[failed.type].whatToDo],
    problem: problem?.path,
  };
}

void main(JSON.parse(process.argv[2] ?? ''), JSON.parse(process.argv[3] ?? '')).then((said) =>
  process.stdout.write(JSON.stringify(said)),
);
`;

test('it installs at most 60 packages and 40 MB, and not the worker', async () => {
  const { packages, bytes } = await installedIn(project);
  expect(packages).toEqual(expect.arrayContaining(['@temporalio/client', 'commerce-onboarding-client']));
  expect(packages.filter((name) => /worker|core-bridge|webpack|swc|fastify/.test(name))).toEqual([]);
  expect(packages.length).toBeLessThanOrEqual(60);
  expect(bytes).toBeLessThanOrEqual(40_000_000);
});

test('the caller of the next test uses every export', async () => {
  const declared = await readFile(
    join(project, 'node_modules/commerce-onboarding-client/types/client/index.d.ts'),
    'utf8',
  );
  expect(namesIn(CALLER, /} from 'commerce-onboarding-client'/)).toEqual(namesIn(declared, /} from '.*'/));
});

/** The names of the lists in braces that end like this. */
function namesIn(source: string, end: RegExp): string[] {
  const lists = source.split(new RegExp(end, 'g')).slice(0, -1);
  const names = lists.flatMap((list) => list.slice(list.lastIndexOf('{') + 1).split(','));
  return names
    .map((name) => name.replace('type ', '').trim())
    .filter((name) => name !== '')
    .sort();
}

test('a caller in ESM or CommonJS has types without skipLibCheck, and finds the dev of its folder', async () => {
  for (const file of ['caller.mts', 'caller.cts']) await writeFile(join(project, file), CALLER);
  const options = ['--module', 'nodenext', '--target', 'es2023', '--strict', '--skipLibCheck', 'false'];
  await run(bin('tsc'), [...options, 'caller.mts', 'caller.cts'], { cwd: project }).catch(withOutput);

  const development = new Onboard(['dev'], { cwd: project });
  await development.says(/^Try /m);
  for (const [index, file] of ['caller.mjs', 'caller.cjs'].entries()) {
    const customerId = index + 1;
    const customer = somebody({ firstname: 'Jane' });
    const inputs = [{ customer }, { customer: { ...customer, website_id: 99 } }];
    const { stdout } = await run(process.execPath, [file, ...inputs.map((input) => JSON.stringify(input))], {
      cwd: project,
      env: inherited(),
    });
    expect(JSON.parse(stdout)).toEqual({
      ids: [customerId, customerId, customerId],
      firstname: 'Jane',
      statuses: ['done', 'done', 'done'],
      retried: 'done',
      failed: ['CustomerRejected', true],
      problem: 'customer',
    });
  }
  development.signal('SIGINT');
  expect(await development.ended).toMatchObject({ status: 0 });
});

/** A compiler writes what is wrong to standard output. */
function withOutput(error: Error & { stdout?: string }): never {
  throw new Error(`${error.message}\n${error.stdout ?? ''}`);
}

test('publint and attw report nothing about the package', async () => {
  const publint = await run(bin('publint'), ['run', '--strict', packed]);
  expect(publint.stdout).toMatch(/All good!/);
  const attw = await run(bin('attw'), [packed]);
  expect(attw.stdout).toMatch(/No problems found/);
});
