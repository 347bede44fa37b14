import type { ImportChunk, ImportRow, RowOutcome } from '../../../src/contract/importing';
import type { OnboardingInput } from '../../../src/contract/onboarding';
import type { EndedRequest } from '../../../src/commerce/requestObserver';
import { tenantId } from '../../../src/contract/parse/workflowId';
import { latencyOf } from '../../../src/sandbox/latency';
import { ChunkStopped, runChunks } from '../../../src/onboardings/import/runChunks';
import { somebody } from '../../setup/people';
import { setStage, type Stage } from '../../setup/stage';
import { freshTaskQueue } from '../../setup/temporal';

const UNAVAILABLE = { kind: 'status', status: 503, made: false } as const;

function rowsOf(inputs: readonly OnboardingInput[]): ImportRow[] {
  return inputs.map((input, index) => ({ row: index + 1, input }));
}

function people(count: number): OnboardingInput[] {
  return Array.from({ length: count }, () => ({ customer: somebody() }));
}

/** An import with new rows, in chunks of this size. */
function importOf(rows: readonly ImportRow[], { sandbox }: Stage, size: number): ImportChunk[] {
  const importId = freshTaskQueue();
  const tenant = tenantId(sandbox.settings.REST_ENDPOINT);
  const count = Math.ceil(rows.length / size);
  return Array.from({ length: count }, (_, chunk) => ({
    ...{ importId, tenant, chunk },
    rows: rows.slice(chunk * size, (chunk + 1) * size),
  }));
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) yield await Promise.resolve(item);
}

async function outcomesOf(
  { temporal, taskQueue }: Stage,
  chunks: readonly ImportChunk[],
  onStarted?: () => void,
): Promise<RowOutcome[]> {
  const outcomes: RowOutcome[] = [];
  const run = runChunks(temporal.client, {
    chunks: each(chunks),
    taskQueue,
    window: () => 2,
    ...(onStarted && { onStarted }),
    signal: new AbortController().signal,
  });
  for await (const some of run) outcomes.push(...some);
  return outcomes;
}

test('every row of several chunks is created once, and reported in the order of the file', async () => {
  const stage = await setStage();
  const rows = rowsOf(people(25));
  const outcomes = await outcomesOf(stage, importOf(rows, stage, 10));
  expect(outcomes.map(({ row, outcome }) => ({ row, outcome }))).toEqual(
    rows.map(({ row }) => ({ row, outcome: 'made' })),
  );
  expect(stage.sandbox.customers()).toHaveLength(25);
  expect(stage.sandbox.mails()).toHaveLength(25);
});

test('a row is created, adopted, refused, or stored differently, and does not stop the others', async () => {
  const stage = await setStage();
  const [lost, stranger, adopted] = [somebody(), somebody(), somebody()];
  stage.sandbox.addCustomer({ ...stranger, firstname: 'Jane' });
  stage.sandbox.addCustomer({ ...adopted, firstname: 'Jane' });
  stage.sandbox.fail({ on: 'create', what: { kind: 'reset', made: true }, count: 1 });
  const first = importOf(rowsOf([{ customer: lost }]), stage, 1);
  expect(await outcomesOf(stage, first)).toMatchObject([{ row: 1, outcome: 'made', customerId: 3 }]);

  const inputs: OnboardingInput[] = [
    { customer: somebody(), update: { lastname: 'Roe' } },
    { customer: stranger },
    { customer: adopted, onExisting: 'adopt' },
    { customer: somebody(), password: 'short' },
    { customer: somebody({ custom_attributes: [{ attribute_code: 'nickname', value: 'Jo' }] }) },
    { customer: somebody(), update: { firstname: '<b>' } },
  ];
  const outcomes = await outcomesOf(stage, importOf(rowsOf(inputs), stage, 10));
  expect(outcomes).toMatchObject([
    { outcome: 'made' },
    { outcome: 'refused', failure: { type: 'CustomerAlreadyExists', customerId: 1 } },
    { outcome: 'adopted', customerId: 2 },
    { outcome: 'refused', failure: { type: 'CustomerRejected', step: 'createCustomer' } },
    { outcome: 'made', differences: [{ field: 'created.custom_attributes.0' }] },
    { outcome: 'refused', failure: { type: 'CustomerRejected', step: 'updateCustomer' } },
  ]);
});

test('a systemic failure stops the import, names a row, and a new run resumes', async () => {
  const stage = await setStage({ settings: { importConcurrency: 1 } });
  const rows = rowsOf(people(6));
  const chunks = importOf(rows, stage, 6);
  const body = { message: "The consumer isn't authorized to access %resources.", parameters: {} };
  const what = { kind: 'status', status: 403, made: false, body } as const;
  stage.sandbox.fail({ on: 'create', what, after: 3 });
  const stopped: unknown = await outcomesOf(stage, chunks).catch((error: unknown) => error);
  expect(stopped).toBeInstanceOf(ChunkStopped);
  expect(stopped).toMatchObject({
    failure: { type: 'AccessDenied', message: expect.stringMatching(/^row [456]: /) as string },
  });
  stage.sandbox.clearFaults();
  const before = stage.sandbox.requests().length;
  const outcomes = await outcomesOf(stage, chunks);
  expect(outcomes.map(({ row }) => row)).toEqual(rows.map(({ row }) => row));
  const creates = stage.sandbox
    .requests()
    .slice(before)
    .filter(({ kind }) => kind === 'create');
  expect(creates).toHaveLength(3);
  expect(stage.sandbox.mails()).toHaveLength(6);
});

test('the next worker looks for none of the rows that a worker had reported, and no row is sent twice', async () => {
  const stage = await setStage({ workers: 0 });
  const first = await stage.addWorker({ settings: { importConcurrency: 1 }, worker: { shutdownGraceMs: 0 } });
  const rows = rowsOf(people(8));
  stage.sandbox.fail({ on: 'create', what: { kind: 'slow', byMs: 400 } });
  const importing = outcomesOf(stage, importOf(rows, stage, 8));
  for (let made = 0; made < 5; made += 1) await stage.sandbox.nextCustomer();
  await first.stop();
  stage.sandbox.clearFaults();
  await stage.addWorker();
  const outcomes = await importing;
  expect(outcomes).toHaveLength(8);
  const kinds = stage.sandbox.requests().map(({ kind }) => kind);
  // The row in progress, and those after it; reported rows are in neither.
  expect(kinds.filter((kind) => kind === 'lookUp').length).toBeLessThanOrEqual(5);
  expect(stage.sandbox.customers()).toHaveLength(8);
  expect(stage.sandbox.mails()).toHaveLength(8);
});

test('a temporary 503 refuses no row', async () => {
  const stage = await setStage();
  stage.sandbox.fail({ on: 'create', what: UNAVAILABLE, count: 10 });
  const outcomes = await outcomesOf(stage, importOf(rowsOf(people(10)), stage, 10));
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(outcomes.map(() => 'made'));
});

test('two concurrent runs of the same import create everybody once, and report the same', async () => {
  const stage = await setStage();
  const chunks = importOf(rowsOf(people(30)), stage, 10);
  const [one, other] = await Promise.all([outcomesOf(stage, chunks), outcomesOf(stage, chunks)]);
  expect(one).toEqual(other);
  expect(stage.sandbox.customers()).toHaveLength(30);
  expect(stage.sandbox.mails()).toHaveLength(30);
});

test('two workers share the chunks', async () => {
  const stage = await setStage({ workers: 0, sandbox: { latency: { ...latencyOf('none'), createMs: 50 } } });
  const made = [0, 0];
  for (const worker of made.keys()) {
    const onRequestEnded = ({ kind }: EndedRequest) => {
      if (kind === 'create') made[worker] = (made[worker] ?? 0) + 1;
    };
    await stage.addWorker({ commerce: { observer: { onRequestEnded } }, settings: { importConcurrency: 5 } });
  }
  await outcomesOf(stage, importOf(rowsOf(people(400)), stage, 20));
  expect(made[0]! + made[1]!).toBe(400);
  expect(Math.min(...made)).toBeGreaterThan(0);
});

test('a worker of another endpoint creates nobody', async () => {
  const stage = await setStage();
  const [chunk] = importOf(rowsOf(people(2)), stage, 2);
  if (!chunk) throw new Error('there is no chunk');
  const foreign = { ...chunk, tenant: tenantId('https://na1.api.commerce.adobe.com/another') };
  const stopped: unknown = await outcomesOf(stage, [foreign]).catch((error: unknown) => error);
  expect(stopped).toMatchObject({ failure: { type: 'InvalidConfiguration' } });
  expect(stage.sandbox.requests()).toEqual([]);
});
