import type { FastifyInstance } from 'fastify';
import { temporalUnavailable } from './problems/problemOf';
import type { TemporalAnswers } from './temporalAnswers';

/** For whatever runs the gateway: no key is asked for. HEAD answers as GET does, without the body. */
export function serveHealth(server: FastifyInstance, answers: TemporalAnswers): void {
  const method = ['GET', 'HEAD'];
  server.route({ method, url: '/healthz', handler: () => ({ status: 'ok' }) });
  server.route({
    method,
    url: '/readyz',
    handler: async () => {
      if (await answers.isReachable()) return { status: 'ok' };
      throw temporalUnavailable();
    },
  });
}
