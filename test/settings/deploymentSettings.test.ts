import { readWorker, SettingsError } from '../../src/settings';

const BUILD = { ONBOARDING_BUILD_ID: 'v7' };

function problemOf(environment: Readonly<Record<string, string>>): string {
  try {
    readWorker(environment);
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  return '';
}

test('without a build a worker has no version', () => {
  expect(
    readWorker({ ONBOARDING_DEPLOYMENT: 'tenants', ONBOARDING_VERSIONING: 'pinned' }),
  ).not.toHaveProperty('build');
});

test("a build belongs to the named deployment, or to the one with the task queue's name", () => {
  const build = { deployment: 'customer-onboarding', buildId: 'v7', versioning: 'auto-upgrade' };
  expect(readWorker(BUILD).build).toEqual(build);
  expect(readWorker({ ...BUILD, ONBOARDING_TASK_QUEUE: 'tenant-b' }).build).toEqual({
    ...build,
    deployment: 'tenant-b',
  });
  expect(readWorker({ ...BUILD, ONBOARDING_DEPLOYMENT: 'tenants' }).build).toEqual({
    ...build,
    deployment: 'tenants',
  });
});

test('a queue whose name cannot name a deployment requires one', () => {
  const queue = { ...BUILD, ONBOARDING_TASK_QUEUE: 'tenant.b' };
  expect(problemOf(queue)).toMatch(/^ONBOARDING_DEPLOYMENT: is left out.*ONBOARDING_TASK_QUEUE/);
  expect(problemOf({ ...queue, ONBOARDING_DEPLOYMENT: 'tenant-b' })).toBe('');
});

test("a deployment may have the name that Temporal's Worker Controller gives it", () => {
  expect(readWorker({ ...BUILD, ONBOARDING_DEPLOYMENT: 'shop/onboarding-worker' }).build).toMatchObject({
    deployment: 'shop/onboarding-worker',
  });
});

test.each([
  ['ONBOARDING_BUILD_ID', 'v 7'],
  ['ONBOARDING_BUILD_ID', 'v:7'],
  ['ONBOARDING_DEPLOYMENT', 'a.b'],
  ['ONBOARDING_DEPLOYMENT', '__a'],
  ['ONBOARDING_VERSIONING', 'on'],
])('%s cannot be %j, which Temporal would refuse or which is unknown', (name, value) => {
  expect(problemOf({ ...BUILD, [name]: value })).toMatch(new RegExp(`^${name}: `));
});
