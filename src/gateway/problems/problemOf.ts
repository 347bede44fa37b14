import { grpcStatusOf } from '../../temporal/grpcStatus';
import { Problem } from './problem';
import type { ProblemKind } from './problems';

/** The problem for a request whose work failed with an error. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  // The cause is never the request but the server's namespace, rights or state.
  if (grpcStatusOf(error) !== undefined) return temporalUnavailable();
  const kind = kindByStatus(error);
  if (kind === undefined) return new Problem('internal', { detail: 'An error that nobody expected' });
  const isOfPath = kind === 'not-found' || kind === 'path-too-long';
  const detail = isOfPath || !(error instanceof Error) ? 'No operation has this path' : error.message;
  return new Problem(kind, { detail });
}

export function temporalUnavailable(): Problem {
  return new Problem('temporal-unavailable', { detail: 'It does not answer, or not in time' });
}

/** Messages of Fastify's own errors repeat nothing of the request but the name of a content type. */
function kindByStatus(error: unknown): ProblemKind | undefined {
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined;
  switch (error.statusCode) {
    // A path that leaves the folder of the page.
    case 403:
    case 404:
      return 'not-found';
    case 413:
      return 'body-too-large';
    case 414:
      return 'path-too-long';
    case 415:
      return 'unsupported-media-type';
    default:
      return Number(error.statusCode) >= 400 && Number(error.statusCode) < 500
        ? 'malformed-request'
        : undefined;
  }
}
