import {
  type ActivityInput,
  defaultPayloadConverter,
  type GetLogAttributesInput,
  getRandomStream,
  type Headers,
  type Next,
  proxySinks,
  type Sink,
  type Sinks,
  workflowInfo,
  type WorkflowExecuteInput,
  type WorkflowInboundCallsInterceptor,
  type WorkflowInterceptorsFactory,
  type WorkflowOutboundCallsInterceptor,
} from '@temporalio/workflow';
import { IMPORT_WORKFLOW_TYPE } from '../src/contract/importing';
import { WORKFLOW_TYPE } from '../src/contract/names';
import {
  childOf,
  isSampled,
  type SpanContext,
  spanContextIn,
  TRACE_HEADER,
  traceCarrier,
} from './traceContext';

/**
 * Traces a run and its steps with the spans and headers of `@temporalio/interceptors-opentelemetry-v2`, which exports
 * them on the worker's side. Its own part for workflows loads OpenTelemetry's SDK into each run that is kept in
 * memory, and evaluates it each time.
 */
export const interceptors: WorkflowInterceptorsFactory = () => {
  if (!TRACED.includes(workflowInfo().workflowType)) return {};
  const trace = new RunTrace();
  return { inbound: [trace], outbound: [trace] };
};

/** A bundle may hold workflows of another team, which decides itself what it traces. */
const TRACED = [WORKFLOW_TYPE, IMPORT_WORKFLOW_TYPE];

class RunTrace implements WorkflowInboundCallsInterceptor, WorkflowOutboundCallsInterceptor {
  private readonly ids = getRandomStream('commerce-onboarding/trace');
  private run: SpanContext | undefined;

  execute(
    input: WorkflowExecuteInput,
    next: Next<WorkflowInboundCallsInterceptor, 'execute'>,
  ): Promise<unknown> {
    const parent = spanContextIn(input.headers);
    this.run = childOf(parent, () => this.ids.random());
    const { workflowType } = workflowInfo();
    const name = `RunWorkflow:${workflowType}`;
    return inSpan({ name, context: this.run, parent }, () => next(input));
  }

  scheduleActivity(
    input: ActivityInput,
    next: Next<WorkflowOutboundCallsInterceptor, 'scheduleActivity'>,
  ): Promise<unknown> {
    const context = childOf(this.run, () => this.ids.random());
    const headers: Headers = {
      ...input.headers,
      [TRACE_HEADER]: defaultPayloadConverter.toPayload(traceCarrier(context)),
    };
    const name = `StartActivity:${input.activityType}`;
    return inSpan({ name, context, parent: this.run }, () => next({ ...input, headers }));
  }

  getLogAttributes(
    input: GetLogAttributesInput,
    next: Next<WorkflowOutboundCallsInterceptor, 'getLogAttributes'>,
  ): Record<string, unknown> {
    if (!this.run) return next(input);
    const { traceId, spanId, traceFlags } = this.run;
    return next({ trace_id: traceId, span_id: spanId, trace_flags: `0${traceFlags.toString(16)}`, ...input });
  }
}

interface BegunSpan {
  readonly name: string;
  readonly context: SpanContext;
  readonly parent: SpanContext | undefined;
}

/** Uses as few promises as possible: the SDK keeps a stack trace for each promise in a workflow. */
function inSpan<Result>(span: BegunSpan, work: () => Promise<Result>): Promise<Result> {
  const startedAtMs = Date.now();
  return work().then(
    (result) => {
      hand(span, { startedAtMs, status: STATUS.ok });
      return result;
    },
    (error: unknown) => {
      hand(span, { startedAtMs, status: STATUS.error, error });
      throw error;
    },
  );
}

/** OpenTelemetry's status codes, without a message: a failure's words may be personal. */
const STATUS = { ok: { code: 1 }, error: { code: 2 } } as const;
const KIND_INTERNAL = 0;

interface Ending {
  readonly startedAtMs: number;
  readonly status: HandedSpan['status'];
  readonly error?: unknown;
}

/** Seconds and nanoseconds. */
type HrTime = [number, number];

/** An ended span in the form that the worker's plugin accepts. */
interface HandedSpan {
  readonly name: string;
  readonly kind: number;
  readonly spanContext: SpanContext;
  readonly parentSpanContext?: SpanContext;
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly duration: HrTime;
  readonly status: { readonly code: number };
  readonly attributes: Readonly<Record<string, string>>;
  readonly links: readonly never[];
  readonly events: readonly SpanEvent[];
  readonly ended: true;
  readonly droppedAttributesCount: number;
  readonly droppedLinksCount: number;
  readonly droppedEventsCount: number;
  readonly instrumentationScope: { readonly name: string };
}

interface SpanEvent {
  readonly name: string;
  readonly time: HrTime;
  readonly attributes: Readonly<Record<string, string>>;
}

interface TraceSinks extends Sinks {
  exporter: Sink & { export(spans: readonly HandedSpan[]): void };
}

function hand({ name, context, parent }: BegunSpan, { startedAtMs, status, error }: Ending): void {
  if (!isSampled(context)) return;
  const endedAtMs = Date.now();
  const span: HandedSpan = {
    name,
    kind: KIND_INTERNAL,
    spanContext: context,
    ...(parent && { parentSpanContext: parent }),
    startTime: hrTime(startedAtMs),
    endTime: hrTime(endedAtMs),
    duration: hrTime(endedAtMs - startedAtMs),
    status,
    attributes: {},
    links: [],
    events: error instanceof Error ? [exception(error, endedAtMs)] : [],
    ended: true,
    droppedAttributesCount: 0,
    droppedLinksCount: 0,
    droppedEventsCount: 0,
    instrumentationScope: { name: '@temporalio/interceptor-workflow' },
  };
  proxySinks<TraceSinks>().exporter.export([span]);
}

function exception({ name }: Error, atMs: number): SpanEvent {
  return { name: 'exception', time: hrTime(atMs), attributes: { 'exception.type': name } };
}

function hrTime(ms: number): HrTime {
  return [Math.floor(ms / 1_000), (ms % 1_000) * 1_000_000];
}
