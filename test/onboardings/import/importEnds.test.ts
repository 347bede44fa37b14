import type { temporal } from '@temporalio/proto';
import { WorkflowFailedError } from '@temporalio/client';
import { CancelledFailure } from '@temporalio/common';
import { failedChunkOf } from '../../../src/onboardings/import/failedChunk';
import { stateOfChunk } from '../../../src/onboardings/import/importProgress';
import type { EndedRequest } from '../../../src/commerce/requestObserver';
import { eventually } from '../../crash/stage/eventually';
import { setStage, type Stage } from '../../setup/stage';
import { chunkOf, newRows, start } from './importOf';

jest.setTimeout(90_000);

function creates({ sandbox }: Stage) {
  return sandbox.requests().filter(({ kind }) => kind === 'create');
}

async function untilMade({ sandbox }: Stage, count: number): Promise<void> {
  await eventually(`${count} customers are made`, () => sandbox.customers().length >= count);
}

/** Counts requests that were cut off without a response. */
function watchCut() {
  const cut: EndedRequest[] = [];
  const onRequestEnded = (request: EndedRequest) => {
    if (request.status === undefined) cut.push(request);
  };
  return { cut, observer: { onRequestEnded } };
}

describe('a cancelled chunk', () => {
  test('starts no row, finishes those in flight, keeps its outcomes, and resumes from there', async () => {
    const { cut, observer } = watchCut();
    const stage = await setStage({ settings: { importConcurrency: 8 }, commerce: { observer } });
    stage.sandbox.fail({ on: 'create', what: { kind: 'slow', byMs: 400 } });
    const rows = newRows(60, { lastname: 'Roe' });
    rows[0]!.input.password = 'short';
    const chunk = chunkOf(stage, rows);
    const handle = await start(stage, chunk);
    await untilMade(stage, 10);
    await handle.cancel();
    const error: unknown = await handle.result().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(WorkflowFailedError);
    expect((error as WorkflowFailedError).cause).toBeInstanceOf(CancelledFailure);
    const sent = creates(stage).length;
    expect(sent).toBeLessThan(60);
    expect(cut).toEqual([]);
    const made = stage.sandbox.customers();
    expect(made.every(({ lastname }) => lastname === 'Roe')).toBe(true);

    const { client } = stage.temporal;
    const kept = (await failedChunkOf(client, handle.workflowId))?.outcomes ?? [];
    expect(kept).toHaveLength(made.length + 1);
    expect((await stateOfChunk(client, handle.workflowId)).counts).toEqual({
      ...{ made: made.length, adopted: 0, refused: 1 },
    });

    stage.sandbox.clearFaults();
    const { outcomes } = await (await start(stage, chunk)).result();
    expect(outcomes.map(({ row, outcome }) => `${row} ${outcome}`)).toEqual(
      rows.map(({ row }) => `${row} ${row === 1 ? 'refused' : 'made'}`),
    );
    expect(stage.sandbox.customers()).toHaveLength(59);
    expect(stage.sandbox.mails()).toHaveLength(59);
    expect(creates(stage)).toHaveLength(60);
  });

  test('does not wait for the rows of another chunk', async () => {
    const stage = await setStage({ settings: { importConcurrency: 2 } });
    stage.sandbox.fail({ on: 'create', what: { kind: 'slow', byMs: 3_000 } });
    const first = await start(stage, chunkOf(stage, newRows(6)));
    await stage.sandbox.nextRequest('create');
    const second = await start(stage, chunkOf(stage, newRows(1)));
    await eventually('the second chunk is under way', async () => {
      const { raw } = await second.describe();
      return (raw.pendingActivities?.[0]?.heartbeatDetails?.payloads?.length ?? 0) > 0;
    });
    await second.cancel();
    await expect(second.result()).rejects.toThrow();
    expect((await first.describe()).status.name).toBe('RUNNING');
    await first.terminate();
  });
});

test('a stopping worker starts no row and cuts none off, and the next worker resumes', async () => {
  const { cut, observer } = watchCut();
  const importConcurrency = 8;
  const stage = await setStage({ workers: 0, settings: { importConcurrency }, commerce: { observer } });
  stage.sandbox.fail({ on: 'create', what: { kind: 'slow', byMs: 400 } });
  const worker = await stage.addWorker({ worker: { shutdownGraceMs: 30_000 } });
  const handle = await start(stage, chunkOf(stage, newRows(60)));
  await untilMade(stage, 10);
  const before = creates(stage).length;
  await worker.stop();
  // Of the other 50 rows, those that had begun may still send their request.
  expect(creates(stage).length - before).toBeLessThanOrEqual(importConcurrency);
  expect(cut).toEqual([]);
  const done = stage.sandbox.customers().length;
  expect((await stateOfChunk(stage.temporal.client, handle.workflowId)).counts.made).toBe(done);
  stage.sandbox.clearFaults();
  await stage.addWorker();
  const { outcomes } = await handle.result();
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(Array<string>(60).fill('made'));
  expect(creates(stage)).toHaveLength(60);
  expect(stage.sandbox.mails()).toHaveLength(60);
});

test('rows that always fail are refused with their last error and reported meanwhile, and the others are created', async () => {
  const stage = await setStage({ settings: { retryFirstMs: 500 }, commerce: { requestTimeoutMs: 4_000 } });
  const rows = newRows(100);
  const emailOf = (row: number) => rows[row - 1]!.input.customer.email;
  const failing = { kind: 'status', status: 500, made: false, body: { message: 'Internal Error.' } } as const;
  stage.sandbox.fail({ on: 'create', email: emailOf(40), what: { kind: 'html', status: 403, made: false } });
  // Its third try takes until the time limit, so that there is time to see it named.
  stage.sandbox.fail({ on: 'create', email: emailOf(70), what: { kind: 'lose', made: false }, calls: [3] });
  stage.sandbox.fail({ on: 'create', email: emailOf(70), what: failing });
  const handle = await start(stage, chunkOf(stage, rows));
  const { client } = stage.temporal;
  await eventually('row 70 is named', async () => {
    const { retried } = await stateOfChunk(client, handle.workflowId);
    return retried.some(({ row, tries }) => row === 70 && tries >= 2);
  });
  const { outcomes } = await handle.result();
  const refused = outcomes.filter(({ outcome }) => outcome === 'refused');
  expect(refused.map(({ row }) => row)).toEqual([40, 70]);
  expect(refused[1]).toMatchObject({
    failure: { message: expect.stringContaining('Internal Error.') as string },
  });
  expect(stage.sandbox.customers()).toHaveLength(98);
  const metadata = await handle.query<temporal.api.sdk.v1.IWorkflowMetadata>('__temporal_workflow_metadata');
  expect(metadata.currentDetails).toMatch(/^Done: 98 made, 0 adopted, 2 refused\.$/);
});

test('the details in the UI name a row that is being retried', async () => {
  const stage = await setStage({ settings: { retryFirstMs: 200, retryMaxMs: 200 } });
  stage.sandbox.fail({ on: 'create', what: { kind: 'status', status: 503, made: false } });
  const handle = await start(stage, chunkOf(stage, newRows(1)));
  await eventually('the row is named', async () => {
    const metadata = await handle.query<temporal.api.sdk.v1.IWorkflowMetadata>(
      '__temporal_workflow_metadata',
    );
    return /^- row 1: CommerceUnavailable$/m.test(metadata.currentDetails ?? '');
  });
  await handle.terminate();
});

describe('first rows that are all refused for the same reason', () => {
  const unknownColumn = {
    kind: 'status',
    status: 400,
    made: false,
    body: { message: 'The "%1" attribute of customer 17 is unknown.', parameters: ['shoe_size'] },
  } as const;

  test('stop the chunk with the common reason', async () => {
    const stage = await setStage({ settings: { importConcurrency: 4 } });
    stage.sandbox.fail({ on: 'create', what: unknownColumn });
    const chunk = chunkOf(stage, newRows(100), { stopsWhenRefusedAlike: true });
    const error = (await (await start(stage, chunk)).result().catch((reason: unknown) => reason)) as Error;
    expect(error.cause).toMatchObject({
      type: 'CustomerRejected',
      message: expect.stringMatching(/^the first 20 rows were all refused alike: The "shoe_size"/) as string,
    });
    expect(creates(stage).length).toBeLessThan(30);
  });

  test('do not stop a chunk that may continue', async () => {
    const stage = await setStage();
    stage.sandbox.fail({ on: 'create', what: unknownColumn });
    const { outcomes } = await (await start(stage, chunkOf(stage, newRows(40)))).result();
    expect(outcomes.filter(({ outcome }) => outcome === 'refused')).toHaveLength(40);
  });
});
