import type { FastifyInstance } from 'fastify';
import { temporalUnavailable } from './problems/problemOf';
import type { TemporalAnswers } from './temporalAnswers';

/** For whatever runs the gateway: no key is asked for, and nothing told but that. */
export function serveHealth(server: FastifyInstance, answers: TemporalAnswers): void {
  server.get('/healthz', () => ({ status: 'ok' }));
  server.get('/readyz', async () => {
    if (await answers.isThere()) return { status: 'ok' };
    throw temporalUnavailable();
  });
}
