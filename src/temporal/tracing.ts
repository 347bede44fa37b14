import type { OpenTelemetryPlugin } from '@temporalio/interceptors-opentelemetry-v2';
import { withinLimit } from '../contract/withinLimit';
import { withoutPersonalData } from './spanPrivacy';

export interface Tracing {
  /** For both clients and workers. */
  readonly plugin: OpenTelemetryPlugin;
  /** Sends the remaining spans, for at most 5 s. An unreachable collector causes no failure. */
  shutdown(): Promise<void>;
}

const EXPORT_LIMIT_MS = 3_000;
const SHUTDOWN_LIMIT_MS = 5_000;

/**
 * Traces clients, workflows and activities of this process until shutdown. Loads the libraries here, because most
 * processes trace nothing and start faster without them.
 * @param endpoint base URL of an OTLP collector over HTTP, such as `http://localhost:4318`
 */
export async function startTracing({ endpoint }: { endpoint: string }): Promise<Tracing> {
  const [
    { context, propagation, trace },
    { OTLPTraceExporter },
    { detectResources, envDetector, resourceFromAttributes },
    { BatchSpanProcessor, NodeTracerProvider },
    { OpenTelemetryPlugin },
  ] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/sdk-trace-node'),
    import('@temporalio/interceptors-opentelemetry-v2'),
  ]);
  const url = `${endpoint.replace(/(?<!\/)\/+$/, '')}/v1/traces`;
  const exporter = withoutPersonalData(new OTLPTraceExporter({ url, timeoutMillis: EXPORT_LIMIT_MS }));
  const spanProcessor = new BatchSpanProcessor(exporter, { exportTimeoutMillis: EXPORT_LIMIT_MS });
  // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES can change the name.
  const resource = resourceFromAttributes({ 'service.name': 'commerce-onboarding' }).merge(
    detectResources({ detectors: [envDetector] }),
  );
  const provider = new NodeTracerProvider({ resource, spanProcessors: [spanProcessor] });
  provider.register();
  return {
    plugin: new OpenTelemetryPlugin({ resource, spanProcessor }),
    async shutdown() {
      const exported = provider.shutdown().catch(() => undefined);
      await withinLimit(exported, { limitMs: SHUTDOWN_LIMIT_MS, whenOver: () => undefined });
      for (const registered of [trace, context, propagation]) registered.disable();
    },
  };
}
