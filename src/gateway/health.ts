import type { FastifyInstance } from 'fastify';
import { temporalUnavailable } from './problems/problemOf';
import type { TemporalAnswers } from './temporalAnswers';

/** Health checks for the operator of the gateway. They need no key. HEAD is answered as GET is, without the body. */
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
