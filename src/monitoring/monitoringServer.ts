import fastify, { type FastifyInstance } from 'fastify';
import { Registry } from 'prom-client';
import type { Readiness } from './readiness';

export interface MonitoringServerOptions {
  /** All metrics in Prometheus' text format. */
  metrics: () => Promise<string>;
  readiness: Readiness;
}

const REQUEST_LIMIT_MS = 10_000;

export function createMonitoringServer({ metrics, readiness }: MonitoringServerOptions): FastifyInstance {
  const server = fastify({ requestTimeout: REQUEST_LIMIT_MS, forceCloseConnections: true });
  server.get('/metrics', async (_, reply) => {
    return await reply.header('content-type', Registry.PROMETHEUS_CONTENT_TYPE).send(await metrics());
  });
  server.get('/healthz', async (_, reply) => {
    const problem = readiness.standsStill();
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
