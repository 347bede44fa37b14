import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import type { OnboardingInput } from '../../src/contract/onboarding';
import { onboardingWorkflowId } from '../../src/contract/parse/workflowId';
import { startSandbox } from '../../src/sandbox';
import { findProgram } from '../../src/embeddedServer';
import { outcomeOf } from '../../src/onboardings/outcome';
import { somebody } from '../setup/people';
import { setStage, type Stage } from '../setup/stage';

function welcomed(): OnboardingInput {
  return { customer: somebody(), password: 'TempPa55word!', update: { lastname: 'Doe-Updated' } };
}

describe('starts of the same onboarding', () => {
  test.each([2, 10])(
    '%i at once are one run with one customer, and the same result for all',
    async (count) => {
      const stage = await setStage();
      const input = welcomed();
      const handles = await Promise.all(Array.from({ length: count }, () => stage.start(input)));
      const results = await Promise.all(handles.map((handle) => handle.result()));
      expect(results).toEqual(Array.from({ length: count }, () => results[0]));
      expect(results[0]).toMatchObject({ customerId: 1, adopted: false });
      const runs = await Promise.all(handles.map(async (handle) => (await handle.describe()).runId));
      expect(new Set(runs).size).toBe(1);
      expect(stage.sandbox.requests().map(({ kind }) => kind)).toEqual(['token', 'create', 'update']);
    },
  );

  test('return the result of the one that is done, and send nothing', async () => {
    const stage = await setStage();
    const input = welcomed();
    const first = await stage.start(input);
    const result = await first.result();
    const requests = stage.sandbox.requests().length;
    const second = await stage.start(input);
    expect(await second.result()).toEqual(result);
    expect((await second.describe()).runId).toBe((await first.describe()).runId);
    expect(stage.sandbox.requests()).toHaveLength(requests);
  });

  test('are a new run after a failure', async () => {
    const stage = await setStage();
    const input = welcomed();
    stage.sandbox.fail({ on: 'create', what: { kind: 'status', status: 403, made: false }, count: 1 });
    const first = await stage.start(input);
    expect(await outcomeOf(first)).toMatchObject({ failure: { type: 'AccessDenied' } });
    const failed = await first.describe();
    const second = await stage.start(input);
    expect(await second.result()).toMatchObject({ customerId: 1, adopted: false });
    expect((await second.describe()).runId).not.toBe(failed.runId);
    expect(stage.sandbox.mails()).toHaveLength(1);
  });
});

describe('the same person on two websites at once', () => {
  test.each([
    ['is two customers with two mails', 0],
    ['is two customers with two mails even if the first responses are lost', 2],
  ])('%s', async (_, lostAnswers) => {
    const stage = await setStage();
    if (lostAnswers > 0) {
      stage.sandbox.fail({ on: 'create', what: { kind: 'reset', made: true }, count: lostAnswers });
    }
    const { email, firstname, lastname } = somebody();
    const handles = await Promise.all(
      [1, 2].map((website) => stage.start({ customer: { email, firstname, lastname, website_id: website } })),
    );
    expect(handles[0]?.workflowId).not.toBe(handles[1]?.workflowId);
    const results = await Promise.all(handles.map((handle) => handle.result()));
    const recovered = lostAnswers > 0;
    expect(results).toEqual([
      expect.objectContaining({ recovered, created: expect.objectContaining({ website_id: 1 }) }),
      expect.objectContaining({ recovered, created: expect.objectContaining({ website_id: 2 }) }),
    ]);
    const made = stage.sandbox.customers().map(({ id, website_id }) => ({ id, website_id }));
    expect(made).toHaveLength(2);
    expect(made).toEqual(
      expect.arrayContaining([
        { id: results[0]?.customerId, website_id: 1 },
        { id: results[1]?.customerId, website_id: 2 },
      ]),
    );
    expect(stage.sandbox.mails()).toHaveLength(2);
  });
});

test('a worker of another endpoint creates nobody, and names the workflow ID that it expects', async () => {
  const stage = await setStage({ workers: 0 });
  const other = await startSandbox({ tenant: 'other-tenant' });
  try {
    const { CLIENT_ID, CLIENT_SECRET, REST_ENDPOINT, IMS_ENDPOINT } = other.settings;
    await stage.addWorker({
      commerce: {
        clientId: CLIENT_ID,
        clientSecret: CLIENT_SECRET,
        restEndpoint: REST_ENDPOINT,
        imsEndpoint: IMS_ENDPOINT,
      },
    });
    const input = welcomed();
    const { email, website_id: websiteId } = input.customer;
    expect(await outcomeOf(await stage.start(input))).toMatchObject({
      failure: {
        type: 'InvalidConfiguration',
        step: 'input',
        expected: onboardingWorkflowId({ restEndpoint: REST_ENDPOINT, websiteId, email }),
      },
    });
    expect([...stage.sandbox.requests(), ...other.requests()].map(({ kind }) => kind)).toEqual(['token']);
  } finally {
    await other.stop();
  }
});

describe('a start in plain JSON by the official CLI', () => {
  const run = promisify(execFile);

  /** Starts with this workflow ID and these arguments of the CLI, and waits for the end. */
  async function startByCli(stage: Stage, workflowId: string, ...input: string[]) {
    const program = process.env['ONBOARDING_TEMPORAL_CLI'];
    const temporal = await findProgram({ log: () => undefined, ...(program && { program }) });
    await run(temporal.path, [
      ...['workflow', 'start', '--address', process.env['TEST_TEMPORAL_ADDRESS'] ?? ''],
      ...['--type', 'onboardCustomer', '--task-queue', stage.taskQueue, '--workflow-id', workflowId],
      ...input,
    ]);
    return stage.temporal.client.workflow.getHandle(workflowId);
  }

  function workflowIdOf(stage: Stage, { customer }: OnboardingInput): string {
    const { REST_ENDPOINT: restEndpoint } = stage.sandbox.settings;
    return onboardingWorkflowId({ restEndpoint, websiteId: customer.website_id, email: customer.email });
  }

  test('is done, and its result is encrypted although its input was not', async () => {
    const stage = await setStage();
    const input = welcomed();
    const handle = await startByCli(stage, workflowIdOf(stage, input), '--input', JSON.stringify(input));
    expect(await handle.result()).toMatchObject({ customerId: 1, updated: { lastname: 'Doe-Updated' } });
    const { events } = await handle.fetchHistory();
    const [result] = events?.at(-1)?.workflowExecutionCompletedEventAttributes?.result?.payloads ?? [];
    expect(Buffer.from(result?.metadata?.['encoding'] ?? []).toString()).toBe('binary/encrypted');
  });

  test('with a bad input fails with InvalidInput, which names every mistake', async () => {
    const stage = await setStage();
    const customer = { ...somebody(), firstname: '  ', id: 7, website_id: '1' };
    const input = JSON.stringify({ customer, pasword: 'x' });
    const handle = await startByCli(stage, `onboard-${randomUUID().replaceAll('-', '')}`, '--input', input);
    const everyMistake = /^customer\.firstname: .+\ncustomer\.website_id: .+\ncustomer\.id: .+\npasword: .+$/;
    expect(await outcomeOf(handle)).toMatchObject({
      failure: { type: 'InvalidInput', step: 'input', message: expect.stringMatching(everyMistake) },
    });
    expect(stage.sandbox.customers()).toHaveLength(0);
  });

  test('with a workflow ID of another form fails with InvalidInput, which names the right one', async () => {
    const stage = await setStage();
    const input = welcomed();
    const handle = await startByCli(stage, `mine-${randomUUID()}`, '--input', JSON.stringify(input));
    const expected = workflowIdOf(stage, input);
    expect(await outcomeOf(handle)).toMatchObject({
      failure: { type: 'InvalidInput', expected, message: expect.stringContaining(expected) },
    });
    expect(stage.sandbox.customers()).toHaveLength(0);
  });

  test('without any input fails with InvalidInput', async () => {
    const stage = await setStage();
    const handle = await startByCli(stage, `onboard-${randomUUID().replaceAll('-', '')}`);
    expect(await outcomeOf(handle)).toMatchObject({ failure: { type: 'InvalidInput', step: 'input' } });
    expect(stage.sandbox.customers()).toHaveLength(0);
  });
});
