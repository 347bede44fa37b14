import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporal } from '@temporalio/proto';
import { type CodecServer, startCodecServer } from '../../src/codecServer';
import { onboardingWorkflowId } from '../../src/contract/parse/workflowId';
import type { OnboardingInput } from '../../src/contract/onboarding';
import { eventually } from '../crash/stage/eventually';
import { commandOfDocs } from '../setup/docsCommands';
import { somebody } from '../setup/people';
import { setStage, type Stage } from '../setup/stage';
import { SUITE_KEYS } from '../setup/temporal';
import { temporalCli } from '../setup/temporalCli';

const { PENDING_ACTIVITY_STATE_PAUSED } = temporal.api.enums.v1.PendingActivityState;

/** Only the test itself causes a second try, and not the retry policy. */
const noRetryMeanwhile = { retryFirstMs: 60_000, retryMaxMs: 60_000, giveUpAfterMs: 600_000 };

const repository = join(__dirname, '../..');
const example = JSON.parse(
  readFileSync(join(repository, 'examples/john-doe.json'), 'utf8'),
) as OnboardingInput;

let codec: CodecServer;

beforeAll(async () => {
  const encryption = { mode: 'on', keys: SUITE_KEYS } as const;
  codec = await startCodecServer({ encryption, origins: [], access: { kind: 'open' } });
});
afterAll(() => codec.close());

/** Without `temporal`. */
function startOfDocs({ taskQueue, sandbox }: Stage): string[] {
  return commandOfDocs('docs/guides/python-and-go.md', 'temporal workflow start', {
    'customer-onboarding': taskQueue,
    'onboard-...': idOf(sandbox.settings.REST_ENDPOINT, example),
    'examples/': `${repository}/examples/`,
  }).slice(1);
}

function idOf(restEndpoint: string, { customer }: OnboardingInput): string {
  const { email, website_id: websiteId } = customer;
  return onboardingWorkflowId({ restEndpoint, email, ...(websiteId !== undefined && { websiteId }) });
}

async function json(...args: string[]): Promise<unknown> {
  return JSON.parse(await temporalCli(...args, '--output', 'json', '--codec-endpoint', codec.url));
}

function expectOnce({ sandbox }: Stage): void {
  expect(sandbox.customers()).toHaveLength(1);
  expect(sandbox.mails()).toHaveLength(1);
}

/** An onboarding whose first POST creates the customer and loses the response, so that it waits for its second try. */
async function waitingAfterLostAnswer(stage: Stage) {
  stage.sandbox.fail({ on: 'create', what: { kind: 'reset', made: true }, count: 1 });
  const input = { customer: somebody() };
  const handle = await stage.start(input);
  let activity: string[] = [];
  await eventually('createCustomer has failed once', async () => {
    const [pending] = (await handle.describe()).raw.pendingActivities ?? [];
    activity = ['--workflow-id', handle.workflowId, '--activity-id', pending?.activityId ?? ''];
    return !!pending?.lastFailure;
  });
  return { handle, activity, input };
}

describe('temporal workflow', () => {
  test('start, as typed in docs/guides/python-and-go.md, onboards; typed again it finds the existing one', async () => {
    const stage = await setStage();
    stage.sandbox.fail({ on: 'create', what: { kind: 'status', status: 503, made: false } });
    const command = startOfDocs(stage);
    const started = await json(...command);
    expect(await json(...command)).toEqual(started);
    stage.sandbox.clearFaults();
    const id = idOf(stage.sandbox.settings.REST_ENDPOINT, example);
    expect(await json('workflow', 'result', '--workflow-id', id)).toMatchObject({
      status: 'COMPLETED',
      result: { customerId: 1, adopted: false, updated: { lastname: 'Doe-Updated' } },
    });
    expect(await json(...command)).toEqual(started);
    expectOnce(stage);
  });

  test('execute returns the result, decoded by the codec server', async () => {
    const stage = await setStage();
    const [, , ...flags] = startOfDocs(stage);
    expect(await json('workflow', 'execute', ...flags)).toMatchObject({
      status: 'COMPLETED',
      result: { customerId: 1, created: { email: 'john.doe@example.com' } },
    });
    expectOnce(stage);
  });

  test('list --query finds failures by type, show has the events, and describe has the message, with the codec server', async () => {
    const stage = await setStage();
    const input = { customer: somebody(), password: 'weak' };
    const handle = await stage.start(input);
    await expect(handle.result()).rejects.toThrow();
    const query = `OnboardingFailure = "CustomerRejected" AND TaskQueue = "${stage.taskQueue}"`;
    let listed: unknown;
    await eventually('it is listed', async () => {
      listed = await json('workflow', 'list', '--query', query);
      return Array.isArray(listed) && listed.length > 0;
    });
    expect(listed).toMatchObject([{ execution: { workflowId: handle.workflowId } }]);
    const describe = ['workflow', 'describe', '--workflow-id', handle.workflowId];
    expect(JSON.stringify(await json(...describe))).toContain('at least 8');
    expect(await temporalCli(...describe, '--output', 'json')).not.toContain('at least 8');
    const shown = await temporalCli('workflow', 'show', '--workflow-id', handle.workflowId);
    expect(shown).toMatch(/ActivityTaskFailed[\s\S]*WorkflowExecutionFailed/);
  });

  test('reset of a done one to its first task recognizes the customer as its own', async () => {
    const stage = await setStage();
    const handle = await stage.start({ customer: somebody() });
    await handle.result();
    const reason = ['--reason', 'test', '--type', 'FirstWorkflowTask'];
    await temporalCli('workflow', 'reset', '--workflow-id', handle.workflowId, ...reason);
    const again = stage.temporal.client.workflow.getHandle(handle.workflowId);
    expect(await again.result()).toMatchObject({ customerId: 1, adopted: false, recovered: true });
    expectOnce(stage);
  });

  test('reset of a failed one to the task that scheduled the failed step runs only that step again', async () => {
    const stage = await setStage();
    stage.sandbox.fail({ on: 'update', what: { kind: 'status', status: 403, made: false } });
    const handle = await stage.start({ customer: somebody(), update: { lastname: 'Roe' } });
    await expect(handle.result()).rejects.toThrow();
    stage.sandbox.clearFaults();
    const { events } = await handle.fetchHistory();
    const scheduled = events?.find(
      (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'updateCustomer',
    )?.activityTaskScheduledEventAttributes;
    const where = ['--event-id', String(scheduled?.workflowTaskCompletedEventId), '--reason', 'fixed'];
    await temporalCli('workflow', 'reset', '--workflow-id', handle.workflowId, ...where);
    const again = stage.temporal.client.workflow.getHandle(handle.workflowId);
    expect(await again.result()).toMatchObject({
      customerId: 1,
      adopted: false,
      recovered: false,
      updated: { lastname: 'Roe' },
    });
    expect(stage.sandbox.requests().filter(({ kind }) => kind === 'create')).toHaveLength(1);
    expectOnce(stage);
  });

  test.each([
    ['cancel', [], 'CANCELLED'],
    ['terminate', ['--reason', 'test'], 'TERMINATED'],
  ])('%s ends one whose customer may exist; started again, it is found', async (command, flags, status) => {
    const stage = await setStage({ settings: noRetryMeanwhile });
    const { handle, input } = await waitingAfterLostAnswer(stage);
    await temporalCli('workflow', command, '--workflow-id', handle.workflowId, ...flags);
    await expect(handle.result()).rejects.toThrow();
    expect((await handle.describe()).status.name).toBe(status);
    const again = await stage.start(input);
    expect(await again.result()).toMatchObject({ customerId: 1, adopted: false, recovered: true });
    expectOnce(stage);
  });
});

describe('temporal activity', () => {
  test('reset of a step that waits for its next try runs it at once, with knowledge of its first try', async () => {
    const stage = await setStage({ settings: noRetryMeanwhile });
    const { handle, activity } = await waitingAfterLostAnswer(stage);
    await temporalCli('activity', 'reset', ...activity);
    expect(await handle.result()).toMatchObject({ customerId: 1, adopted: false, recovered: true });
    expectOnce(stage);
  });

  test('pause holds a step that is being retried, and unpause resumes it', async () => {
    const stage = await setStage();
    stage.sandbox.fail({ on: 'lookUp', what: { kind: 'status', status: 503, made: false } });
    const { handle, activity } = await waitingAfterLostAnswer(stage);
    await temporalCli('activity', 'pause', ...activity);
    await eventually('no try is under way', async () => {
      const [pending] = (await handle.describe()).raw.pendingActivities ?? [];
      return pending?.state === PENDING_ACTIVITY_STATE_PAUSED;
    });
    stage.sandbox.clearFaults();
    await temporalCli('activity', 'unpause', ...activity);
    expect(await handle.result()).toMatchObject({ customerId: 1, adopted: false, recovered: true });
    expectOnce(stage);
  });
});
