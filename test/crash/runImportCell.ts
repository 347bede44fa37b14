import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import type { ImportChunk, ImportRow, RowOutcome } from '../../src/contract/importing';
import { tenantId } from '../../src/contract/parse/workflowId';
import { type ImportCustomers, startChunk } from '../../src/onboardings/import/startChunk';
import { countBy } from '../setup/countBy';
import { somebody } from '../setup/people';
import { isHandled } from './expectOnce';
import { IMPORTED_ROWS, type ImportProcessCell, type ImportWireCell } from './importCells';
import { eventually } from './stage/eventually';
import type { QuickStages } from './stage/quickStages';
import { openProcessStage, type ProcessStage, type Stage, UPDATED_NAME } from './stage/stage';
import { sharedServer } from './stage/temporalServer';
import { wireFault } from './wireFaults';
import type { HoldPoint } from './worker/messages';

const REQUEST_TIMEOUT_MS = 3_000;
const POISON_ROW = 7;
/** More tries than all rows in flight together make, and fewer than they make until the time to give up. */
const OUTAGE_REQUESTS = 20;

/** A cell with one fault on the wire and a worker in this process. */
export async function runImportWireCell(
  stages: QuickStages,
  { request, fault }: ImportWireCell,
): Promise<void> {
  await stages.on(async (stage) => {
    const chunk = chunkOf(stage);
    const unavailable = { kind: 'html', status: 503, made: false } as const;
    if (fault === 'outage') stage.sandbox.fail({ on: request, what: unavailable, count: OUTAGE_REQUESTS });
    else if (fault === 'poison') {
      stage.sandbox.fail({ on: request, what: unavailable, email: emailOf(chunk, POISON_ROW) });
    } else stage.sandbox.fail({ on: request, what: wireFault(fault, stage.requestTimeoutMs), calls: [5] });
    const { outcomes } = await (await start(stage, chunk)).result();
    await expectEachOnce(
      stage,
      chunk,
      outcomes,
      fault === 'poison' ? { row: POISON_ROW, at: request } : undefined,
    );
  });
}

/** A cell with a worker process. */
export async function runImportProcessCell(cell: ImportProcessCell): Promise<void> {
  const stage = await openProcessStage(sharedServer(), REQUEST_TIMEOUT_MS);
  try {
    const chunk = chunkOf(stage);
    const reached = await arm(stage, cell);
    const handle = await start(stage, chunk);
    const point = await reached();
    await disturb(stage, cell, point, handle);
    const { outcomes } = await (await start(stage, chunk)).result();
    await expectEachOnce(stage, chunk, outcomes);
  } finally {
    await stage.end();
  }
}

let points = 0;

async function arm(
  stage: ProcessStage,
  { request, boundary, after }: ImportProcessCell,
): Promise<() => Promise<HoldPoint>> {
  points += 1;
  const point: HoldPoint = { id: points, request, boundary, after };
  const worker = stage.worker();
  await worker.arm(point);
  if (boundary !== 'sent') {
    return async () => {
      await worker.untilHeld(point);
      return point;
    };
  }
  const what = { kind: 'slow', byMs: stage.requestTimeoutMs * 0.6 } as const;
  stage.sandbox.fail({ on: request, what, count: 1, after });
  const isInFlight = () =>
    stage.sandbox.requests().some(({ outcome }) => outcome.state === 'faulted' && outcome.fault === what);
  return async () => {
    await eventually(`${request} is in flight`, isInFlight);
    return point;
  };
}

async function disturb(
  stage: ProcessStage,
  { fault }: ImportProcessCell,
  point: HoldPoint,
  handle: WorkflowHandle<ImportCustomers>,
): Promise<void> {
  const worker = stage.worker();
  switch (fault) {
    case 'killWorker':
      await worker.kill();
      await stage.addWorker();
      return;
    case 'terminateWorker': {
      const drained = worker.drain();
      worker.goOn(point);
      await drained;
      await stage.addWorker();
      return;
    }
    case 'cancel':
      await handle.cancel();
      worker.goOn(point);
      await handle.result().catch(() => undefined);
  }
}

function chunkOf({ sandbox }: Stage): ImportChunk {
  const rows: ImportRow[] = Array.from({ length: IMPORTED_ROWS }, (_, index) => ({
    row: index + 1,
    input: { customer: somebody(), update: { lastname: UPDATED_NAME } },
  }));
  return { importId: randomUUID(), tenant: tenantId(sandbox.settings.REST_ENDPOINT), chunk: 0, rows };
}

function emailOf({ rows }: ImportChunk, row: number): string {
  return rows[row - 1]?.input.customer.email ?? '';
}

async function start({ temporal, taskQueue }: Stage, chunk: ImportChunk) {
  return await startChunk(temporal.client, { chunk, taskQueue });
}

/** Each row is reported once and correctly, each person is made and mailed once, each update is applied. */
async function expectEachOnce(
  { sandbox }: Stage,
  chunk: ImportChunk,
  outcomes: readonly RowOutcome[],
  poison?: { readonly row: number; readonly at: 'create' | 'update' },
): Promise<void> {
  await eventually('every request has been handled', () => sandbox.requests().every(isHandled));
  const expected = chunk.rows.map(({ row }) => `${row} ${row === poison?.row ? 'refused' : 'done'}`);
  const reported = outcomes.map(({ row, outcome }) => `${row} ${outcome === 'refused' ? 'refused' : 'done'}`);
  expect(reported).toEqual(expected);
  const made = new Map(sandbox.customers().map((customer) => [customer.email, customer]));
  const wrong = outcomes.filter((outcome) => {
    const customer = made.get(emailOf(chunk, outcome.row));
    if (outcome.outcome !== 'refused') {
      return customer?.id !== outcome.customerId || customer.lastname !== UPDATED_NAME;
    }
    return poison?.at === 'update' ? outcome.failure.customerId !== customer?.id : customer !== undefined;
  });
  expect(wrong).toEqual([]);
  const people = IMPORTED_ROWS - (poison?.at === 'create' ? 1 : 0);
  const mails = countBy(sandbox.mails().map(({ to }) => to));
  expect([sandbox.customers().length, mails.size, sandbox.mails().length]).toEqual([people, people, people]);
}
