import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem';

const WINDOW_MS = 60_000;

/**
 * Counts the requests of each caller per minute.
 * @param callerOf names the caller
 * @returns a function that throws Problem `too-many-requests` for each request above the limit
 */
export async function createRateLimit(
  server: FastifyInstance,
  { ratePerMinute, callerOf }: { ratePerMinute: number; callerOf: (request: FastifyRequest) => string },
): Promise<(request: FastifyRequest) => Promise<void>> {
  await server.register(rateLimit, { global: false });
  const count = server.createRateLimit({
    max: ratePerMinute,
    timeWindow: WINDOW_MS,
    keyGenerator: callerOf,
  });
  return async (request) => {
    const limit = await count(request);
    if (limit.isAllowed || !limit.isExceeded) return;
    throw new Problem(
      'too-many-requests',
      { detail: `The limit is ${ratePerMinute} requests per minute` },
      { 'retry-after': String(limit.ttlInSeconds) },
    );
  };
}
