import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { onboardingWorkflowId, tenantId } from '../../src/contract/parse/workflowId';
import { encryptionKeyText, newEncryptionKey } from '../../src/temporal/encryption';
import { startChunk } from '../../src/onboardings/import/startChunk';
import { somebody } from '../setup/people';
import { setStage, type Stage } from '../setup/stage';
import { freshNamespace, freshTaskQueue, SUITE_KEYS_SETTING } from '../setup/temporal';
import { folderWith, jsonLines, onboard } from './onboard';

jest.setTimeout(120_000);

type Settings = Readonly<Record<string, string>>;

interface Onboarded {
  readonly stage: Stage;
  readonly workflowId: string;
  readonly restEndpoint: string;
  readonly chunk: WorkflowHandle;
  forget(settings: Settings, ...args: string[]): ReturnType<typeof onboard>;
}

let namespace: string;

// A deletion searches the imports of the whole namespace.
beforeAll(async () => (namespace = await freshNamespace()));

/** A person with an onboarding of her own, and with a row in a chunk of an import. */
async function onboardedTwice({ chunkQueue }: { chunkQueue?: string } = {}): Promise<Onboarded> {
  const stage = await setStage({ namespace });
  const { REST_ENDPOINT: restEndpoint } = stage.sandbox.settings;
  const jane = somebody();
  await (await stage.start({ customer: jane })).result();
  const rows = [
    { row: 1, input: { customer: somebody() } },
    { row: 2, input: { customer: jane } },
  ];
  const chunk = await startChunk(stage.temporal.client, {
    chunk: { importId: freshTaskQueue(), tenant: tenantId(restEndpoint), chunk: 0, rows },
    taskQueue: chunkQueue ?? stage.taskQueue,
  });
  if (chunkQueue === undefined) await chunk.result();
  const workflowId = onboardingWorkflowId({ restEndpoint, websiteId: 1, email: jane.email });
  const cwd = await folderWith();
  const env = {
    TEMPORAL_ADDRESS: process.env['TEST_TEMPORAL_ADDRESS'] ?? '',
    TEMPORAL_NAMESPACE: namespace,
    ONBOARDING_ENCRYPTION_KEYS: SUITE_KEYS_SETTING,
    ONBOARDING_TASK_QUEUE: stage.taskQueue,
    CLIENT_ID: 'client',
    CLIENT_SECRET: 'secret',
  };
  return {
    stage,
    workflowId,
    restEndpoint,
    chunk,
    forget: async (settings, ...args) =>
      await onboard(['forget', workflowId, ...args], { cwd, env: { ...env, ...settings } }),
  };
}

async function isThere({ stage }: Onboarded, workflowId: string): Promise<boolean> {
  return await stage.temporal.client.workflow
    .getHandle(workflowId)
    .describe()
    .then(
      () => true,
      () => false,
    );
}

test.each(['REST_ENDPOINT', 'REST_ENDPOINT_FILE'])(
  'an ID is forgotten together with its rows in imports if %s provides the endpoint',
  async (name) => {
    const onboarded = await onboardedTwice();
    const file = join(await folderWith(), 'endpoint');
    await writeFile(file, `${onboarded.restEndpoint}\n`);
    const value = name === 'REST_ENDPOINT' ? onboarded.restEndpoint : file;
    const { status, stdout } = await onboarded.forget({ [name]: value }, '--json');
    expect({ status, printed: jsonLines(stdout) }).toEqual({
      status: 0,
      printed: [{ workflowIds: [onboarded.workflowId, onboarded.chunk.workflowId], runs: 2 }],
    });
    expect(await isThere(onboarded, onboarded.workflowId)).toBe(false);
    expect(await isThere(onboarded, onboarded.chunk.workflowId)).toBe(false);
  },
);

test('without an endpoint it reports that it did not search the imports, and a second command does', async () => {
  const onboarded = await onboardedTwice();
  const first = await onboarded.forget({}, '--json');
  expect(first.status).toBe(1);
  expect(jsonLines(first.stdout)).toEqual([
    {
      workflowIds: [onboarded.workflowId],
      runs: 1,
      notSearched: [
        expect.stringMatching(/^imports: without REST_ENDPOINT a row cannot be matched/) as string,
      ],
    },
  ]);
  expect(first.stderr).toMatch(/^Temporal may still hold more of this person\. Not searched:\n- imports: /m);
  expect(await isThere(onboarded, onboarded.chunk.workflowId)).toBe(true);
  const second = await onboarded.forget({ REST_ENDPOINT: onboarded.restEndpoint }, '--json');
  expect(second.status).toBe(0);
  expect(jsonLines(second.stdout)).toEqual([{ workflowIds: [onboarded.chunk.workflowId], runs: 1 }]);
});

test("with another tenant's endpoint it fails, and says so", async () => {
  const onboarded = await onboardedTwice();
  const { status, stderr } = await onboarded.forget({ REST_ENDPOINT: 'https://other.example.com/tenant' });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^- imports: REST_ENDPOINT is not the one that onboard-\w+ was started for/m);
  expect(await isThere(onboarded, onboarded.chunk.workflowId)).toBe(true);
});

test('with an invalid endpoint it deletes nothing', async () => {
  const onboarded = await onboardedTwice();
  const { status, stdout } = await onboarded.forget({ REST_ENDPOINT_FILE: '/no/such/file' });
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(await isThere(onboarded, onboarded.workflowId)).toBe(true);
});

test('a chunk whose key is missing is named, and the command fails', async () => {
  const onboarded = await onboardedTwice();
  const { status, stderr } = await onboarded.forget({
    REST_ENDPOINT: onboarded.restEndpoint,
    ONBOARDING_ENCRYPTION_KEYS: encryptionKeyText(newEncryptionKey()),
  });
  expect(status).toBe(1);
  expect(stderr).toMatch(
    new RegExp(`^- ${onboarded.chunk.workflowId}, a part of an import: .*is not configured here`, 'm'),
  );
  expect(await isThere(onboarded, onboarded.chunk.workflowId)).toBe(true);
});

test('a running chunk, on any task queue, prevents every deletion until --terminate stops it', async () => {
  const onboarded = await onboardedTwice({ chunkQueue: freshTaskQueue() });
  const settings = { REST_ENDPOINT: onboarded.restEndpoint };
  const refused = await onboarded.forget(settings);
  expect(refused).toMatchObject({ status: 2, stdout: '' });
  expect(refused.stderr).toMatch(
    /^import-\S+ runs; nothing was deleted\. .*onboard import cancel test-[0-9a-f-]{36}\), or use --terminate$/m,
  );
  expect(await isThere(onboarded, onboarded.workflowId)).toBe(true);
  expect(await onboarded.forget(settings, '--terminate')).toMatchObject({ status: 0 });
  expect(await isThere(onboarded, onboarded.chunk.workflowId)).toBe(false);
});
