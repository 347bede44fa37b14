import { randomUUID } from 'node:crypto';
import type { ImportChunk } from '../../../src/contract/importing';
import { importChunkWorkflowId, tenantId } from '../../../src/contract/parse/workflowId';
import { type ImportCustomers, startChunk } from '../../../src/onboardings/import/startChunk';
import { outcomeOf } from '../../../src/onboardings/outcome';
import type { OnboardCustomer } from '../../../src/onboardings/startOnboarding';
import { createLogger, installRuntime } from '../../../src/temporal/logging';
import { editAsPerson } from '../../setup/editAsPerson';
import { resetActivity, resetToBefore, type StepName } from '../stage/reset';
import { openProcessStage, type ProcessStage, UPDATED_NAME } from '../stage/stage';
import { sharedServer } from '../stage/temporalServer';
import type { HoldPoint } from '../worker/messages';
import { type StrangerCell, strangerCells } from './strangerCells';

beforeAll(() => installRuntime(createLogger('silent')));

const REQUEST_TIMEOUT_MS = 3_000;
const CELL_LIMIT_MS = 3_600_000;

/** An onboarding or a chunk with one row, of the stage's person. */
interface Onboarding {
  readonly step: StepName | 'importChunk';
  readonly stage: ProcessStage;
  start(): Promise<unknown>;
  /** The ID of the customer that it made, or of the stranger. */
  outcome(): Promise<{ readonly made: number } | { readonly stranger: number | undefined }>;
}

test.concurrent.each(strangerCells().map((cell) => [cell.name, cell] as const))(
  'with a marker, %s: a stranger with the same address, names and time is not adopted, and our own customer is recovered',
  async (_, cell) => {
    const stage = await openProcessStage(sharedServer(), REQUEST_TIMEOUT_MS, {
      markerAttribute: 'onboarding_id',
    });
    try {
      const onboarding = cell.of === 'a row' ? rowOf(stage) : singleOf(stage);
      await killedAt(onboarding, cell);
      if (cell.place === 'before') await expectStrangerUnchanged(onboarding, cell);
      else await expectRecovered(onboarding, cell);
    } finally {
      await stage.end();
    }
  },
  CELL_LIMIT_MS,
);

async function expectStrangerUnchanged(onboarding: Onboarding, cell: StrangerCell): Promise<void> {
  const { sandbox, input } = onboarding.stage;
  const stranger = sandbox.addCustomer(input().customer);
  const before = sandbox.customers();
  await tryAgain(onboarding, cell);
  expect(await onboarding.outcome()).toEqual({ stranger });
  expect(sandbox.customers()).toEqual(before);
}

/** The person has changed the first name, so that only the marker shows whose customer it is. */
async function expectRecovered(onboarding: Onboarding, cell: StrangerCell): Promise<void> {
  const { sandbox } = onboarding.stage;
  const { id } = sandbox.customers()[0]!;
  await editAsPerson(sandbox, id, { firstname: 'Johnny' });
  await tryAgain(onboarding, cell);
  expect(await onboarding.outcome()).toEqual({ made: id });
  expect(sandbox.customers()).toMatchObject([{ firstname: 'Johnny', lastname: UPDATED_NAME }]);
  expect(sandbox.mails()).toHaveLength(1);
}

async function killedAt({ stage, start }: Onboarding, { place }: StrangerCell): Promise<void> {
  const worker = stage.worker();
  if (place === 'sent') {
    stage.sandbox.fail({ on: 'create', what: { kind: 'slow', byMs: REQUEST_TIMEOUT_MS }, count: 1 });
    const made = stage.sandbox.nextCustomer(120_000);
    await start();
    await made;
  } else {
    const point: HoldPoint = { id: 1, request: 'create', boundary: place, after: 0 };
    await worker.arm(point);
    await start();
    await worker.untilHeld(point);
  }
  await worker.kill();
}

async function tryAgain({ stage, step, start }: Onboarding, { secondTry }: StrangerCell): Promise<void> {
  switch (secondTry) {
    case 'nextAttempt':
      break;
    case 'resetActivity':
      await resetActivity(stage, step);
      break;
    case 'resetRun':
      await resetToBefore(stage, step);
      break;
    case 'startAgain':
      await stage.currentRun().terminate();
      await start();
  }
  await stage.addWorker();
}

function singleOf(stage: ProcessStage): Onboarding {
  return {
    stage,
    step: 'createCustomer',
    start: () => stage.start(),
    outcome: async () => {
      const outcome = await outcomeOf(stage.currentRun());
      if (outcome.status !== 'done') return { stranger: outcome.failure?.customerId };
      expect(outcome.result).toMatchObject({ recovered: true, adopted: false });
      return { made: outcome.result.customerId };
    },
  };
}

function rowOf(stage: ProcessStage): Onboarding {
  const { client } = stage.temporal;
  const tenant = tenantId(stage.sandbox.settings.REST_ENDPOINT);
  const chunk: ImportChunk = {
    importId: randomUUID(),
    tenant,
    chunk: 0,
    rows: [{ row: 7, input: stage.input() }],
  };
  const workflowId = importChunkWorkflowId(chunk.importId, chunk.chunk);
  const current = () => client.workflow.getHandle<ImportCustomers>(workflowId);
  return {
    stage: { ...stage, currentRun: () => client.workflow.getHandle<OnboardCustomer>(workflowId) },
    step: 'importChunk',
    start: () => startChunk(client, { chunk, taskQueue: stage.taskQueue }),
    outcome: async () => {
      const [outcome] = (await current().result()).outcomes;
      if (outcome?.outcome === 'made') return { made: outcome.customerId };
      return { stranger: outcome?.outcome === 'refused' ? outcome.failure.customerId : undefined };
    },
  };
}
