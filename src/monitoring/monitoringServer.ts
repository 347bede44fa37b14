import fastify, { type FastifyInstance } from 'fastify';
import { Registry } from 'prom-client';
import { findForeignRequest, FOREIGN_REQUEST_MESSAGES, isLoopback } from '../loopback';
import type { Readiness } from './readiness';

export interface MonitoringServerOptions {
  /** All metrics in Prometheus' text format. */
  metrics: () => Promise<string>;
  readiness: Readiness;
  /** Where to listen. */
  host: string;
}

const REQUEST_LIMIT_MS = 10_000;

export function createMonitoringServer({
  metrics,
  readiness,
  host,
}: MonitoringServerOptions): FastifyInstance {
  const server = fastify({ requestTimeout: REQUEST_LIMIT_MS, forceCloseConnections: true });
  // Beyond loopback, Prometheus and probes use names that are not known here.
  if (isLoopback(host)) refuseForeignRequests(server);
  server.get('/metrics', async (_, reply) => {
    return await reply.header('content-type', Registry.PROMETHEUS_CONTENT_TYPE).send(await metrics());
  });
  server.get('/healthz', async (_, reply) => {
    const problem = readiness.whyStalled();
    return await reply.code(problem ? 503 : 200).send({ status: problem ?? 'ok' });
  });
  server.get('/readyz', async (_, reply) => {
    const problem = await readiness.notReady();
    return await reply.code(problem ? 503 : 200).send({ status: problem ?? 'ok' });
  });
  server.setNotFoundHandler(async (_, reply) => {
    return await reply.code(404).send({ message: 'there are GET /metrics, GET /healthz and GET /readyz' });
  });
  return server;
}

function refuseForeignRequests(server: FastifyInstance): void {
  server.addHook('onRequest', async (request, reply) => {
    const foreign = findForeignRequest(request);
    if (foreign) return await reply.code(403).send({ message: FOREIGN_REQUEST_MESSAGES[foreign] });
  });
}
