import { inspect } from 'node:util';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import type { OnboardingInput } from '../../src/contract/onboarding';
import { startOnboarding } from '../../src/onboardings/startOnboarding';
import { startTracing } from '../../src/temporal/tracing';
import { somebody } from '../setup/people';
import { setStage } from '../setup/stage';
import { connect } from '../setup/temporal';

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

const welcomed: OnboardingInput = {
  customer: somebody({ firstname: 'Gwendolyn', lastname: 'Fairfax' }),
  password: 'TempPa55word!',
  update: { lastname: 'Bracknell' },
};

/** An onboarding whose first create gets a response of a proxy, so that a look-up precedes the second one. */
async function tracedOnboarding() {
  const tracing = await startTracing({ endpoint: 'http://127.0.0.1:4318' });
  try {
    const { sandbox, taskQueue } = await setStage({ worker: { tracing } });
    sandbox.fail({ on: 'create', what: { kind: 'html', status: 502, made: false }, count: 1 });
    const { client, connection } = await connect({ tracing });
    const restEndpoint = sandbox.settings.REST_ENDPOINT;
    const handle = await startOnboarding(client, { input: welcomed, restEndpoint, taskQueue });
    await handle.result();
    await connection.close();
    await tracing.shutdown();
    return { spans: mockExported.splice(0), sandbox };
  } finally {
    await tracing.shutdown();
  }
}

test('the requests to IMS and Commerce are in the trace of their onboarding, below their steps', async () => {
  const { spans, sandbox } = await tracedOnboarding();
  expect(new Set(spans.map((span) => span.spanContext().traceId)).size).toBe(1);
  const roots = spans.filter(({ parentSpanContext }) => parentSpanContext === undefined);
  expect(roots.map(({ name }) => name)).toEqual(['StartWorkflow:onboardCustomer']);
  const nameOf = (id: string | undefined) =>
    spans.find((span) => span.spanContext().spanId === id)?.name ?? 'none';
  const requests = spans.filter(
    ({ kind, name }) => kind === SpanKind.CLIENT && /^(GET|POST|PUT) /.test(name),
  );
  expect(requests.map(({ name, parentSpanContext }) => [nameOf(parentSpanContext?.spanId), name])).toEqual([
    ['RunActivity:getToken', 'POST token'],
    ['RunActivity:createCustomer', 'POST create'],
    ['RunActivity:createCustomer', 'GET search'],
    ['RunActivity:createCustomer', 'POST create'],
    ['RunActivity:updateCustomer', 'PUT update'],
  ]);
  expect(requests.map(({ status }) => status.code === SpanStatusCode.ERROR)).toEqual([
    ...[false, true, false, false, false],
  ]);

  const { hostname, port, pathname } = new URL(sandbox.settings.REST_ENDPOINT);
  expect(requests[2]?.attributes).toEqual({
    'http.request.method': 'GET',
    'http.response.status_code': 200,
    'url.scheme': 'http',
    'url.path': `${pathname}/V1/customers/search`,
    'server.address': hostname,
    'server.port': Number(port),
  });
  expect(requests[1]?.attributes).toMatchObject({ 'http.response.status_code': 502, 'error.type': '502' });
});

test('spans contain nothing personal or secret, and requests carry no trace context', async () => {
  const { spans, sandbox } = await tracedOnboarding();
  const text = inspect(spans, { depth: 20 });
  const { CLIENT_ID, CLIENT_SECRET } = sandbox.settings;
  const ofPerson = ['Gwendolyn', 'Fairfax', 'Bracknell', 'example.com', 'TempPa55word', 'searchCriteria'];
  const found = [...ofPerson, CLIENT_ID, CLIENT_SECRET, 'Bearer'].filter((secret) => text.includes(secret));
  expect(found).toEqual([]);
  const headers = sandbox.requests().flatMap((request) => Object.keys(request.headers));
  expect(headers).not.toHaveLength(0);
  expect(headers.filter((name) => /trace|baggage|b3/.test(name))).toEqual([]);
});
