import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { isOnboardingWorkflowId } from '../contract/parse/workflowId';
import type { Caller } from './access/access';
import type { EventCounts } from './events/eventResults';

export interface AccessLogOptions {
  logger: Logger;
  callerOf: (request: FastifyRequest) => Caller | undefined;
  /** How many events of the request had each outcome. */
  eventsOf: (request: FastifyRequest) => EventCounts | undefined;
}

/**
 * Logs one line per response. The line has no address, header, query or body, and only known parts of the path, because
 * any of them may contain personal data.
 */
export function logAnswers(server: FastifyInstance, { logger, callerOf, eventsOf }: AccessLogOptions): void {
  server.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions } = request;
    const caller = callerOf(request);
    const events = eventsOf(request);
    const workflowId = workflowIdOf(request, reply.getHeader('location'));
    const line = {
      method,
      route: routeOptions.url ?? null,
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime),
      ...(caller?.kind === 'key' && { key: caller.name }),
      ...(caller?.kind === 'sender' && { sender: caller.id }),
      ...(events && { events }),
      ...(workflowId !== undefined && { workflowId }),
    };
    const event = `${method} ${line.route ?? 'elsewhere'} ${line.status}`;
    if (line.status >= 500) logger.warn(line, event);
    else logger.info(line, event);
    return Promise.resolve();
  });
}

function workflowIdOf({ params }: FastifyRequest, location: unknown): string | undefined {
  const inPath = typeof params === 'object' && params !== null && 'id' in params ? params.id : undefined;
  const started = typeof location === 'string' ? location.split('/').at(-1) : undefined;
  return [inPath, started].find((id): id is string => typeof id === 'string' && isOnboardingWorkflowId(id));
}
