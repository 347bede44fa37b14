import { type Attributes, context, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import type { Answer } from './answer';
import type { HttpRequest } from './httpRequest';

/**
 * Traces a request below the step that sends it, if this process traces. The span contains only the path of the URL,
 * because the query of a look-up contains a person's address. The request carries no trace header, because the
 * services are not ours.
 */
export function inRequestSpan(request: HttpRequest, send: () => Promise<Answer>): Promise<Answer> {
  const span = trace.getTracer('commerce-onboarding').startSpan(`${request.method} ${request.kind}`, {
    kind: SpanKind.CLIENT,
  });
  if (!span.isRecording()) return send();
  span.setAttributes(attributesOf(request));
  return recorded(span, send);
}

async function recorded(span: Span, send: () => Promise<Answer>): Promise<Answer> {
  try {
    const answer = await send();
    const status = answer.kind === 'answered' ? answer.status : undefined;
    if (status !== undefined) span.setAttribute('http.response.status_code', status);
    if (status === undefined || status >= 400) {
      span.setAttribute('error.type', status === undefined ? 'unanswered' : String(status));
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    return answer;
  } catch (error) {
    span.setAttribute('error.type', 'aborted');
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}

/** A chunk sends thousands of requests, and each would be a span of one trace: they are counted, but not traced. */
export function withoutRequestSpans<Result>(work: () => Promise<Result>): Promise<Result> {
  return context.with(suppressTracing(context.active()), work);
}

/** Names from OpenTelemetry's conventions for HTTP clients. */
function attributesOf({ method, url }: HttpRequest): Attributes {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return {
    'http.request.method': method,
    'url.scheme': url.protocol.slice(0, -1),
    'url.path': url.pathname,
    'server.address': url.hostname,
    'server.port': Number(port),
  };
}
