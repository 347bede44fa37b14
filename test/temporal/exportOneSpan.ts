import { trace } from '@opentelemetry/api';
import { startTracing } from '../../src/temporal/tracing';

/** A process that traces one failing piece of work and exits. Its argument is the collector's URL. */
async function exportOneSpan(endpoint: string): Promise<void> {
  const tracing = await startTracing({ endpoint });
  const span = trace.getTracer('test').startSpan('work', { attributes: { workflowId: 'onboard-1' } });
  span.recordException(new TypeError('john.doe@example.com is refused'));
  span.end();
  await tracing.shutdown();
}

void exportOneSpan(process.argv[2] ?? '');
