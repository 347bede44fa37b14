import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import type { FailureType } from '../../src/contract/failures';
import type { ImportRow } from '../../src/contract/importing';
import { WORKFLOW_TYPE } from '../../src/contract/names';
import type { OnboardingInput } from '../../src/contract/onboarding';
import { tenantId } from '../../src/contract/parse/workflowId';
import type { Fault, RequestKind } from '../../src/sandbox';
import { startChunk } from '../../src/onboardings/import/startChunk';
import { retryOnboarding } from '../../src/onboardings/retry/retryOnboarding';
import type { OnboardCustomer } from '../../src/onboardings/startOnboarding';
import { somebody } from '../setup/people';
import type { RecordingStage } from './stage';

/** Brings an onboarding to its ending, and returns the ID of the workflow whose newest run is recorded. */
export interface Ending {
  readonly giveUpAfterMs?: number;
  bringAbout(stage: RecordingStage): Promise<string>;
}

const DENIED: Fault = {
  kind: 'status',
  status: 403,
  made: false,
  body: { message: "The consumer isn't authorized to access %resources.", parameters: { resources: 'x' } },
};
const NO_SUCH_CUSTOMER = {
  message: 'No such entity with %fieldName = %fieldValue',
  parameters: { fieldName: 'customerId', fieldValue: 1 },
};

/** Every ending of an onboarding, by the name of its file. */
export const ENDINGS: Readonly<Record<string, Ending>> = {
  done: { bringAbout: async (stage) => await ended(await stage.start(welcomed())) },
  doneWithoutUpdate: { bringAbout: async (stage) => await ended(await stage.start({ customer: somebody() })) },
  doneAfterTries: {
    bringAbout: async (stage) => {
      stage.sandbox.fail({ on: 'create', what: { kind: 'html', status: 503, made: false }, count: 2 });
      return await ended(await stage.start(welcomed()));
    },
  },
  adopted: {
    bringAbout: async (stage) => {
      const input = welcomed();
      stage.sandbox.addCustomer({ ...input.customer, firstname: 'Jane' });
      return await ended(await stage.start({ ...input, onExisting: 'adopt' }));
    },
  },
  adoptedAfterLostAnswer: {
    bringAbout: async (stage) => {
      stage.sandbox.fail({ on: 'create', what: { kind: 'reset', made: true }, count: 1 });
      return await ended(await stage.start(welcomed()));
    },
  },
  cancelled: {
    bringAbout: async (stage) => {
      stage.sandbox.fail({ on: 'create', what: { kind: 'slow', byMs: 500 }, count: 1 });
      return await cancelledDuring(stage, 'create');
    },
  },
  cancelledBetweenTries: {
    bringAbout: async (stage) => {
      stage.sandbox.fail({ on: 'update', what: { kind: 'html', status: 503, made: false } });
      return await cancelledDuring(stage, 'update');
    },
  },
  reset: { bringAbout: reset },
  terminated: {
    bringAbout: async (stage) => {
      stage.sandbox.fail({ on: 'create', what: { kind: 'html', status: 503, made: false } });
      const failing = stage.sandbox.nextRequest('create');
      const handle = await stage.start(welcomed());
      await failing;
      await handle.terminate('recorded for the tests');
      return await ended(handle);
    },
  },
  retried: {
    giveUpAfterMs: 1_000,
    bringAbout: async (stage) => {
      stage.sandbox.fail({ on: 'create', what: { kind: 'reset', made: true } });
      stage.sandbox.fail({ on: 'lookUp', what: { kind: 'html', status: 503, made: false } });
      return await retriedOnceMended(stage);
    },
  },
  retriedAtUpdate: {
    giveUpAfterMs: 1_000,
    bringAbout: async (stage) => {
      stage.sandbox.fail({ on: 'update', what: { kind: 'html', status: 503, made: false } });
      return await retriedOnceMended(stage);
    },
  },
  imported: { bringAbout: async (stage) => await importedOnce(stage) },
  importStopped: {
    bringAbout: async (stage) => {
      stage.sandbox.fail({ on: 'create', what: DENIED });
      return await importedOnce(stage);
    },
  },
  importCancelled: {
    bringAbout: async (stage) => {
      stage.sandbox.fail({ on: 'create', what: { kind: 'slow', byMs: 2_000 } });
      const begun = stage.sandbox.nextRequest('create');
      const handle = await startImport(stage, peopleToImport());
      await begun;
      await handle.cancel();
      return await ended(handle);
    },
  },
  importGoesOn: {
    bringAbout: async (stage) => {
      stage.sandbox.fail({ on: 'create', what: DENIED, count: 3 });
      const rows = peopleToImport();
      await importedOnce(stage, rows);
      return await importedOnce(stage, rows);
    },
  },
  failedAtUpdate: {
    bringAbout: async (stage) =>
      await ended(await stage.start({ customer: somebody(), update: { firstname: '<b>' } })),
  },
  ...failures(),
};

function failures(): Record<FailureType, Ending> {
  const answered = (on: RequestKind, what: Fault): Ending => ({
    bringAbout: async (stage) => {
      stage.sandbox.fail({ on, what });
      return await ended(await stage.start(welcomed()));
    },
  });
  const status = (code: number, body?: unknown): Fault => ({
    kind: 'status',
    status: code,
    made: false,
    ...(body !== undefined && { body }),
  });
  return {
    InvalidInput: { bringAbout: async (stage) => await ended(await startWithoutCustomer(stage)) },
    InvalidConfiguration: {
      bringAbout: async (stage) =>
        await ended(await stage.start(welcomed(), 'https://na1.api.commerce.adobe.com/another-tenant')),
    },
    InvalidCredentials: answered('token', status(400, { error: 'invalid_client' })),
    AccessDenied: answered('create', status(403)),
    CustomerAlreadyExists: {
      bringAbout: async (stage) => {
        const input = welcomed();
        stage.sandbox.addCustomer({ ...input.customer, firstname: 'Jane' });
        return await ended(await stage.start(input));
      },
    },
    CustomerRejected: {
      bringAbout: async (stage) => await ended(await stage.start({ ...welcomed(), password: 'short' })),
    },
    CustomerNotFound: answered('update', status(404, NO_SUCH_CUSTOMER)),
    CustomerReplaced: {
      bringAbout: async (stage) => {
        const another = { id: 1, ...somebody(), created_at: '2020-01-01 00:00:00' };
        stage.sandbox.fail({ on: 'update', what: status(503), count: 1 });
        stage.sandbox.fail({ on: 'read', what: status(200, another) });
        return await ended(await stage.start(welcomed()));
      },
    },
    EndpointNotFound: answered('create', status(404)),
    UnexpectedResponse: answered('create', { kind: 'html', status: 200, made: false }),
    RateLimited: { giveUpAfterMs: 1_000, ...answered('create', status(429)) },
    CommerceUnavailable: { giveUpAfterMs: 1_000, ...answered('create', status(503)) },
    ImsUnavailable: { giveUpAfterMs: 1_000, ...answered('token', status(503)) },
    StepTimedOut: { giveUpAfterMs: 0, bringAbout: timedOut },
  };
}

function welcomed(): OnboardingInput {
  return { customer: somebody(), password: 'TempPa55word!', update: { lastname: 'Doe-Updated' } };
}

async function ended(handle: Pick<WorkflowHandle, 'workflowId' | 'result'>): Promise<string> {
  await handle.result().catch(() => undefined);
  return handle.workflowId;
}

/** A start by a caller in another language. */
async function startWithoutCustomer({
  temporal,
  taskQueue,
}: RecordingStage): Promise<WorkflowHandle<OnboardCustomer>> {
  const workflowId = `onboard-${randomUUID().replaceAll('-', '')}`;
  await temporal.client.workflow.start(WORKFLOW_TYPE, { taskQueue, workflowId, args: [{ customer: {} }] });
  return temporal.client.workflow.getHandle<OnboardCustomer>(workflowId);
}

async function cancelledDuring(stage: RecordingStage, kind: RequestKind): Promise<string> {
  const underWay = stage.sandbox.nextRequest(kind);
  const handle = await stage.start(welcomed());
  await underWay;
  await handle.cancel();
  return await ended(handle);
}

/** Reset to its first decision after it was done: it finds the customer that the previous run made. */
async function reset(stage: RecordingStage): Promise<string> {
  const handle = await stage.start(welcomed());
  await handle.result();
  const { client, namespace } = stage.temporal;
  const { runId } = await handle.describe();
  const { events } = await handle.fetchHistory();
  const decided = events?.find((event) => event.workflowTaskCompletedEventAttributes)?.eventId;
  if (!decided) throw new Error('the run to be reset has decided nothing');
  await client.workflowService.resetWorkflowExecution({
    namespace,
    workflowExecution: { workflowId: handle.workflowId, runId },
    workflowTaskFinishEventId: decided,
    reason: 'recorded for the tests',
    requestId: randomUUID(),
  });
  return await ended(client.workflow.getHandle<OnboardCustomer>(handle.workflowId));
}

function peopleToImport(): ImportRow[] {
  return [1, 2, 3].map((row) => ({ row, input: { customer: somebody() } }));
}

async function importedOnce(stage: RecordingStage, rows = peopleToImport()): Promise<string> {
  return await ended(await startImport(stage, rows));
}

async function startImport({ sandbox, temporal, taskQueue }: RecordingStage, rows: ImportRow[]) {
  const tenant = tenantId(sandbox.settings.REST_ENDPOINT);
  return await startChunk(temporal.client, {
    chunk: { importId: taskQueue, tenant, chunk: 0, rows },
    taskQueue,
  });
}

async function retriedOnceMended(stage: RecordingStage): Promise<string> {
  const workflowId = await ended(await stage.start(welcomed()));
  stage.sandbox.clearFaults();
  const { REST_ENDPOINT: restEndpoint } = stage.sandbox.settings;
  const retry = await retryOnboarding(stage.temporal.client, { workflowId, restEndpoint });
  if (retry.kind !== 'started') throw new Error(`it was not retried: ${retry.kind}`);
  return await ended(retry.handle);
}

/** Its worker shuts down in the middle of the step, after the time to give up. */
async function timedOut(stage: RecordingStage): Promise<string> {
  stage.sandbox.fail({ on: 'create', what: { kind: 'lose', made: false } });
  const lost = stage.sandbox.nextRequest('create');
  const handle = await stage.start(welcomed());
  await lost;
  await stage.stopWorkers();
  await stage.addWorker();
  return await ended(handle);
}
