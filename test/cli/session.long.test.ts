import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { readdir } from 'node:fs/promises';
import { onboardingWorkflowId } from '../../src/contract/parse/workflowId';
import { somebody } from '../setup/people';
import { freshTaskQueue } from '../setup/temporal';
import { folderWith, jsonLines, onboard } from './onboard';

jest.setTimeout(60_000);

const REST_ENDPOINT = 'https://na1-sandbox.api.commerce.adobe.com/AbCYab34cdEfGHiJ27123';
const ONBOARDING_ENCRYPTION_KEYS = `suite:${randomBytes(32).toString('base64')}`;

/** Runs `onboard start` with a configured Temporal server, which never needs a home. */
async function start(env: Record<string, string>) {
  const customer = somebody();
  const cwd = await folderWith({ 'input.json': JSON.stringify({ customer }) });
  const ending = await onboard(['start', 'input.json', '--json'], { cwd, env: { REST_ENDPOINT, ...env } });
  expect(await readdir(cwd)).toEqual(['input.json']);
  expect(ending.stderr).not.toMatch(/^\s+at /m);
  return { ...ending, customer };
}

test('a configured server with keys is used instead of the embedded one', async () => {
  const TEMPORAL_ADDRESS = process.env['TEST_TEMPORAL_ADDRESS'] ?? '';
  const { status, stdout, customer } = await start({
    TEMPORAL_ADDRESS,
    ONBOARDING_ENCRYPTION_KEYS,
    ONBOARDING_TASK_QUEUE: freshTaskQueue(),
  });
  const { email, website_id: websiteId } = customer;
  const workflowId = onboardingWorkflowId({ restEndpoint: REST_ENDPOINT, websiteId, email });
  expect({ status, documents: jsonLines(stdout) }).toEqual({
    status: 0,
    documents: [{ workflowId, status: 'running' }],
  });
});

test('a configured server without keys is exit status 2, and the output says how to make a key or turn encryption off', async () => {
  const { status, stdout, stderr } = await start({ TEMPORAL_ADDRESS: '127.0.0.1:1' });
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(
    /^ONBOARDING_ENCRYPTION_KEYS: is not set, .*`onboard keys new` prints, or ONBOARDING_ENCRYPTION=off /m,
  );
});

test('invalid keys are exit status 2, and are not repeated', async () => {
  const keys = 'first:c2hvcnQ=,second';
  const { status, stderr } = await start({
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    ONBOARDING_ENCRYPTION_KEYS: keys,
  });
  expect(status).toBe(2);
  const lines = stderr.trimEnd().split('\n');
  expect(lines.map((line) => line.split(':')[0])).toEqual(lines.map(() => 'ONBOARDING_ENCRYPTION_KEYS'));
  expect(lines).toHaveLength(2);
  expect(stderr).not.toContain('c2hvcnQ=');
});

test('a missing profile is exit status 2', async () => {
  const { status, stderr } = await start({ TEMPORAL_PROFILE: 'nobody', ONBOARDING_ENCRYPTION_KEYS });
  expect(status).toBe(2);
  expect(stderr).toMatch(/^Temporal's settings: .*nobody/);
});

describe('an unreachable server is exit status 3', () => {
  test('if nothing listens', async () => {
    const { status, stdout, stderr } = await start({
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      ONBOARDING_ENCRYPTION_KEYS,
    });
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr).toMatch(/^Temporal cannot be reached at 127\.0\.0\.1:1: /);
  });

  test('if nothing answers within 10 s', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const startedAt = Date.now();
    const { status, stderr } = await start({
      TEMPORAL_ADDRESS: `127.0.0.1:${port}`,
      ONBOARDING_ENCRYPTION_KEYS,
    });
    const tookMs = Date.now() - startedAt;
    silent.close();
    expect(status).toBe(3);
    expect(stderr).toMatch(/^Temporal cannot be reached at 127\.0\.0\.1:\d+: /);
    expect(tookMs).toBeLessThan(25_000);
  });
});
