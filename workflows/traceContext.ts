import { defaultPayloadConverter, type Headers } from '@temporalio/workflow';

/** The header in which clients and workers with `@temporalio/interceptors-opentelemetry-v2` pass on a trace. */
export const TRACE_HEADER = '_tracer-data';

/** A span's identity for others: W3C Trace Context. */
export interface SpanContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  readonly traceFlags: number;
  readonly traceState?: string;
  readonly isRemote?: boolean;
}

const TRACE_PARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})/;
const SAMPLED = 1;

/** The span of the caller that started the workflow; undefined if it does not trace, or in an unknown way. */
export function spanContextIn(headers: Headers): SpanContext | undefined {
  const payload = headers[TRACE_HEADER];
  if (!payload) return undefined;
  const { traceparent, tracestate } =
    defaultPayloadConverter.fromPayload<Partial<Record<string, string>>>(payload);
  const [, traceId = '', spanId = '', flags = ''] = TRACE_PARENT.exec(traceparent ?? '') ?? [];
  if (!isId(traceId) || !isId(spanId)) return undefined;
  return {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16),
    ...(tracestate !== undefined && { traceState: tracestate }),
    isRemote: true,
  };
}

/** A span below another one, or the first of a trace. */
export function childOf(parent: SpanContext | undefined, random: () => number): SpanContext {
  return {
    traceId: parent?.traceId ?? newId(32, random),
    spanId: newId(16, random),
    traceFlags: parent?.traceFlags ?? SAMPLED,
    ...(parent?.traceState !== undefined && { traceState: parent.traceState }),
  };
}

/** Whether the trace is recorded. */
export function isSampled({ traceFlags }: SpanContext): boolean {
  return (traceFlags & SAMPLED) !== 0;
}

export function traceCarrier({
  traceId,
  spanId,
  traceFlags,
  traceState,
}: SpanContext): Record<string, string> {
  const flags = traceFlags.toString(16).padStart(2, '0');
  return {
    traceparent: `00-${traceId}-${spanId}-${flags}`,
    ...(traceState !== undefined && { tracestate: traceState }),
  };
}

function newId(digits: number, random: () => number): string {
  const eightDigits = () =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  const id = Array.from({ length: digits / 8 }, eightDigits).join('');
  return isId(id) ? id : id.replace(/0$/, '1');
}

/** W3C Trace Context forbids an ID of zeros only. */
function isId(id: string): boolean {
  return /[1-9a-f]/.test(id);
}
