import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import fc from 'fast-check';
import { type CodecServer, startCodecServer } from '../../src/codecServer';
import { WORKFLOW_TYPE } from '../../src/contract/names';
import { onboardingWorkflowId } from '../../src/contract/parse/workflowId';
import type { FaultRule } from '../../src/sandbox';
import { outcomeOf } from '../../src/onboardings/outcome';
import { folderWith, onboard } from '../cli/onboard';
import { askFor, sent } from '../codecServer/codecClient';
import { setGatewayStage } from '../gateway/stage';
import { somebody } from '../setup/people';
import { SUITE_KEYS, SUITE_KEYS_SETTING } from '../setup/temporal';

jest.setTimeout(120_000);

let codecServer: CodecServer;
beforeAll(async () => {
  const encryption = { mode: 'on', keys: SUITE_KEYS } as const;
  codecServer = await startCodecServer({ encryption, origins: [], access: { kind: 'open' } });
});
afterAll(() => codecServer.close());

/** A valid password for Commerce that no output contains by chance. */
const [password = ''] = fc.sample(
  fc
    .string({ unit: fc.constantFrom(...Array.from('abCD12!$"\\/<%ü')), minLength: 8, maxLength: 24 })
    .map((drawn) => `Zq7#${drawn}`),
  1,
);
const CONFIRMATION = 'kEyThatConfirmsTheAccount';

/** Commerce repeats the request in its refusal. */
const ECHO: FaultRule = {
  on: 'create',
  count: 1,
  what: {
    kind: 'status',
    status: 400,
    made: false,
    body: { message: 'Refused %1.', parameters: [password] },
  },
};

function made(customer: ReturnType<typeof somebody>): FaultRule {
  const body = {
    id: 7,
    ...customer,
    confirmation: CONFIRMATION,
    password_hash: password,
    rp_token: password,
  };
  return { on: 'create', count: 1, what: { kind: 'status', status: 200, made: false, body } };
}

test('no output of the commands, the gateway and the codec server contains a password', async () => {
  const stage = await setGatewayStage();
  const customer = somebody();
  const input = { customer, password, update: { lastname: 'Doe-Updated' } };
  const rows = [input, { customer: somebody(), password }].map((row) => JSON.stringify(row)).join('\n');
  const cwd = await folderWith({ 'input.json': JSON.stringify(input), 'rows.jsonl': `${rows}\n` });
  const env = {
    ...stage.sandbox.settings,
    TEMPORAL_ADDRESS: process.env['TEST_TEMPORAL_ADDRESS'] ?? '',
    ONBOARDING_ENCRYPTION_KEYS: SUITE_KEYS_SETTING,
    ONBOARDING_TASK_QUEUE: stage.taskQueue,
    ONBOARDING_HOME: join(cwd, 'home'),
  };
  const outputs = new Map<string, string>();
  const run = async (...args: string[]) => {
    const { stdout, stderr } = await onboard(args, { cwd, env });
    outputs.set(args.join(' '), stdout + stderr);
    return stdout;
  };
  const ask = async (method: string, path: string, document?: unknown) => {
    const response = await stage.ask(method, path, document === undefined ? {} : { document });
    outputs.set(`${method} ${path}`, JSON.stringify(response.document));
    return response;
  };

  stage.sandbox.fail(ECHO);
  const { document } = await ask('POST', '/onboardings?wait=30s', input);
  expect(document).toMatchObject({ failure: 'CustomerRejected', messages: ['Refused (hidden).'] });
  const id = String(document['workflowId']);
  for (const command of [
    ['show', id],
    ['show', id, '--json'],
    ['replay', id],
    ['retry', id, '--dry-run'],
  ])
    await run(...command);
  stage.sandbox.clearFaults();
  stage.sandbox.fail(made(customer));
  stage.sandbox.fail({ ...made(customer), on: 'read' });
  stage.sandbox.fail({
    on: 'update',
    count: 1,
    what: { kind: 'status', status: 400, made: false, body: { message: 'Not yet.' } },
  });
  await run('retry', id, '--wait', '--json');
  stage.sandbox.clearFaults();
  stage.sandbox.fail({ ...made(customer), on: 'read' });
  stage.sandbox.fail({
    on: 'update',
    count: 1,
    what: {
      kind: 'status',
      status: 200,
      made: false,
      body: { id: 7, ...customer, confirmation: CONFIRMATION },
    },
  });
  await run('retry', id, '--wait', '--json');
  const done = await run('start', 'input.json', '--wait', '--json');
  expect(JSON.parse(done)).toMatchObject({ created: { id: 7 } });
  expect(done).not.toContain('confirmation');
  for (const command of [
    ['start', 'input.json', '--wait'],
    ['replay', id, '--json'],
    ['list', '--json'],
  ])
    await run(...command);
  expect((await ask('GET', `/onboardings/${id}`)).document).toMatchObject({ status: 'done' });

  stage.sandbox.clearFaults();
  stage.sandbox.fail(ECHO);
  await run('import', 'rows.jsonl', '--yes', '--keep', '--json');
  const files = await readdir(join(cwd, 'home', 'imports'), { recursive: true, withFileTypes: true });
  for (const file of files.filter((entry) => entry.isFile())) {
    const path = join(file.parentPath, file.name);
    const text = await readFile(path, 'utf8');
    if (file.name !== 'refused.jsonl') outputs.set(file.name, text);
    else {
      // The row as the caller wrote it, so that it can be corrected and imported again.
      expect(JSON.parse(text)).toMatchObject({ password });
      expect((await stat(path)).mode & 0o777).toBe(0o600);
    }
  }

  for await (const { workflowId, runId } of stage.temporal.client.workflow.list({
    query: `TaskQueue = "${stage.taskQueue}"`,
  })) {
    const history = await stage.temporal.client.workflow.getHandle(workflowId, runId).fetchHistory();
    const payloads = payloadsIn(history);
    expect(payloads.length).toBeGreaterThan(2);
    const { body } = await askFor(codecServer.url, '/decode', payloads.map(sent));
    const decoded = (body.payloads ?? []).map(({ data }) => Buffer.from(data, 'base64').toString());
    outputs.set(`codec server, ${workflowId}, ${runId}`, decoded.join('\n'));
  }

  expect(outputs.size).toBeGreaterThan(15);
  const escaped = JSON.stringify(password).slice(1, -1);
  for (const [source, text] of outputs) {
    for (const secret of [password, escaped, CONFIRMATION]) {
      expect({ source, holds: text.includes(secret) }).toEqual({ source, holds: false });
    }
  }
});

test('an onboarding that another client starts with the placeholder fails, and creates no customer', async () => {
  const { temporal, taskQueue, sandbox } = await setGatewayStage();
  const customer = somebody();
  const { connection, namespace } = temporal;
  const workflowId = onboardingWorkflowId({
    restEndpoint: sandbox.settings.REST_ENDPOINT,
    websiteId: customer.website_id,
    email: customer.email,
  });
  const args = [{ customer, password: '(hidden)' }];
  await new Client({ connection, namespace }).workflow.start(WORKFLOW_TYPE, { taskQueue, workflowId, args });
  expect(await outcomeOf(temporal.client.workflow.getHandle(workflowId))).toMatchObject({
    status: 'failed',
    failure: { type: 'InvalidInput', message: expect.stringContaining('password: "(hidden)"') as string },
  });
  expect(sandbox.customers()).toEqual([]);
});

function payloadsIn(value: unknown): Payload[] {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  if ('metadata' in value && 'data' in value && value.data instanceof Uint8Array) return [value as Payload];
  return Object.values(value).flatMap(payloadsIn);
}
