import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import { SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { ApplicationFailure } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import {
  DefaultLogger,
  makeTelemetryFilterString,
  Runtime,
  Worker,
  type WorkerOptions,
} from '@temporalio/worker';
import type { OnboardingActivities } from '../../src/contract/steps';
import { WORKFLOW_TYPE } from '../../src/contract/names';
import type { OnboardingInput } from '../../src/contract/onboarding';
import { startTracing, type Tracing } from '../../src/temporal/tracing';
import { workflowBundle, workflowBundleSinks } from '../../src/temporal/workflowBundle';
import { connect, freshTaskQueue } from '../setup/temporal';

type History = temporal.api.history.v1.IHistory;

const mockExported: ReadableSpan[] = [];

/** The exporter loads modules in a way that jest does not support; `traceExport.test.ts` uses the real one. */
jest.mock('@opentelemetry/exporter-trace-otlp-http', () => ({
  OTLPTraceExporter: class {
    export(spans: ReadableSpan[], done: (result: { code: number }) => void): void {
      mockExported.push(...spans);
      done({ code: 0 });
    }
    async shutdown(): Promise<void> {}
  },
}));

const input: OnboardingInput = {
  customer: { email: 'john.doe@example.com', firstname: 'Johnny', lastname: 'Doe-Miller' },
  update: { firstname: 'Johannes' },
};
const customer = { id: 5, ...input.customer };

const activities: OnboardingActivities = {
  getToken: async () => ({ validUntil: '2030-01-01T00:00:00Z', requestTimeoutMs: 60_000 }),
  createCustomer: async () => ({ customer, adopted: false, differences: [], person: 'person' }),
  updateCustomer: async () => ({ customer: { ...customer, ...input.update }, differences: [] }),
};

const refusing: OnboardingActivities = {
  ...activities,
  createCustomer: async () => {
    const message = 'john.doe@example.com of Doe-Miller is refused';
    throw ApplicationFailure.nonRetryable(message, 'CustomerRejected', { step: 'createCustomer' });
  },
};

/** What the SDK logs at WARN and above. */
const logged: string[] = [];

beforeAll(() => {
  Runtime.install({
    logger: new DefaultLogger('WARN', ({ message }) => logged.push(message)),
    telemetryOptions: { logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN' }) } },
  });
});

afterEach(() => {
  logged.length = 0;
});

interface OnboardOptions {
  tracing?: Tracing;
  steps?: OnboardingActivities;
  sinks?: WorkerOptions['sinks'];
  /** Whether the starter traces too. Default: as the worker does. */
  starterTraces?: boolean;
}

/** Runs one onboarding to its end, in any way, on its own worker. @returns its history */
async function onboard({
  tracing,
  steps = activities,
  sinks = workflowBundleSinks,
  starterTraces = true,
}: OnboardOptions): Promise<History> {
  const { connection, client, dataConverter } = await connect(tracing && starterTraces ? { tracing } : {});
  const taskQueue = freshTaskQueue();
  const worker = await Worker.create({
    ...{ connection, taskQueue, dataConverter, workflowBundle, sinks, activities: steps },
    ...(tracing && { plugins: [tracing.plugin] }),
  });
  const history = await worker.runUntil(async () => {
    const workflowId = `tracing-${randomUUID()}`;
    const handle = await client.workflow.start(WORKFLOW_TYPE, { taskQueue, workflowId, args: [input] });
    await handle.result().catch(() => undefined);
    return await handle.fetchHistory();
  });
  await connection.close();
  return history;
}

async function replay(history: History, tracing?: Tracing): Promise<void> {
  const { connection, dataConverter } = await connect();
  await connection.close();
  await Worker.runReplayHistory(
    {
      dataConverter,
      workflowBundle,
      sinks: workflowBundleSinks,
      ...(tracing && { plugins: [tracing.plugin] }),
    },
    history,
  );
}

async function withTracing<Result>(work: (tracing: Tracing) => Promise<Result>) {
  const tracing = await startTracing({ endpoint: 'http://127.0.0.1:4318' });
  try {
    const result = await work(tracing);
    await tracing.shutdown();
    return { result, spans: mockExported.splice(0) };
  } finally {
    await tracing.shutdown();
  }
}

function lastEventOf(history: History): unknown {
  return history.events?.at(-1);
}

test('an onboarding is one trace, from its start to each of its steps', async () => {
  const { result, spans } = await withTracing((tracing) => onboard({ tracing }));
  expect(lastEventOf(result)).toHaveProperty('workflowExecutionCompletedEventAttributes');
  expect(spans.map(({ name }) => name).sort()).toEqual([
    'RunActivity:createCustomer',
    'RunActivity:getToken',
    'RunActivity:updateCustomer',
    'RunWorkflow:onboardCustomer',
    'StartActivity:createCustomer',
    'StartActivity:getToken',
    'StartActivity:updateCustomer',
    'StartWorkflow:onboardCustomer',
  ]);
  expect(new Set(spans.map((span) => span.spanContext().traceId)).size).toBe(1);
  expect(logged).toEqual([]);
});

test('each span is below the span that called it', async () => {
  const { spans } = await withTracing((tracing) => onboard({ tracing }));
  const nameOf = (spanId?: string) => spans.find((span) => span.spanContext().spanId === spanId)?.name;
  const parents = Object.fromEntries(
    spans.map(({ name, parentSpanContext }) => [name, nameOf(parentSpanContext?.spanId)]),
  );
  expect(parents).toEqual({
    'StartWorkflow:onboardCustomer': undefined,
    'RunWorkflow:onboardCustomer': 'StartWorkflow:onboardCustomer',
    'StartActivity:getToken': 'RunWorkflow:onboardCustomer',
    'RunActivity:getToken': 'StartActivity:getToken',
    'StartActivity:createCustomer': 'RunWorkflow:onboardCustomer',
    'RunActivity:createCustomer': 'StartActivity:createCustomer',
    'StartActivity:updateCustomer': 'RunWorkflow:onboardCustomer',
    'RunActivity:updateCustomer': 'StartActivity:updateCustomer',
  });
});

test('without a trace of the starter it is one trace too, below the workflow', async () => {
  const { spans } = await withTracing((tracing) => onboard({ tracing, starterTraces: false }));
  expect(spans).toHaveLength(7);
  expect(new Set(spans.map((span) => span.spanContext().traceId)).size).toBe(1);
  const roots = spans.filter(({ parentSpanContext }) => !parentSpanContext).map(({ name }) => name);
  expect(roots).toEqual(['RunWorkflow:onboardCustomer']);
});

test('the trace of a failed onboarding shows where it failed, and nothing personal', async () => {
  const { result, spans } = await withTracing((tracing) => onboard({ tracing, steps: refusing }));
  expect(lastEventOf(result)).toHaveProperty('workflowExecutionFailedEventAttributes');
  const failed = spans.filter(({ status }) => status.code === SpanStatusCode.ERROR).map(({ name }) => name);
  expect(failed.sort()).toEqual([
    'RunActivity:createCustomer',
    'RunWorkflow:onboardCustomer',
    'StartActivity:createCustomer',
  ]);
  const step = spans.find(({ name }) => name === 'RunActivity:createCustomer');
  expect(step?.events.map(({ attributes }) => attributes)).toEqual([
    { 'exception.type': 'ApplicationFailure' },
  ]);
  expect(inspect(spans, { depth: 20 })).not.toMatch(/john|doe|miller|refused/i);
});

test('without tracing, the worker ignores the spans of the bundle, and logs no errors', async () => {
  await onboard({});
  expect(logged).toEqual([]);
});

test('without the sinks of the bundle the worker would log an error for each span', async () => {
  await onboard({ sinks: {} });
  expect(new Set(logged)).toEqual(new Set(['Workflow referenced an unregistered external sink']));
});

test('a history recorded with tracing replays without it', async () => {
  const { result: history } = await withTracing((tracing) => onboard({ tracing }));
  await replay(history);
  expect(logged).toEqual([]);
});

test('a history recorded without tracing replays with it, and sends no spans again', async () => {
  const history = await onboard({});
  const { spans } = await withTracing((tracing) => replay(history, tracing));
  expect(spans).toEqual([]);
  expect(logged).toEqual([]);
});

test('a history of other steps does not replay', async () => {
  const history = await onboard({});
  const scheduled = history.events?.find((event) => event.activityTaskScheduledEventAttributes);
  scheduled!.activityTaskScheduledEventAttributes!.activityType = { name: 'another' };
  await expect(replay(history)).rejects.toThrow(/activity type/i);
});
