import { InputDiffers } from '../../temporal/inputDiffers';
import { temporalStatusOf } from '../temporalStatus';
import { Problem } from './problem';
import type { ProblemKind } from './problems';

/** What a request is answered with whose work ended with an error. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof InputDiffers) {
    return new Problem('input-differs', {
      detail: `It was started with another input: ${error.fields.join(', ')}`,
      workflowId: error.workflowId,
      fields: [...error.fields],
    });
  }
  // Whatever the server refuses, the request is not to blame: its namespace, its rights, its state.
  if (temporalStatusOf(error) !== undefined) return temporalUnavailable();
  const kind = kindByStatus(error);
  return kind === undefined
    ? new Problem('internal', { detail: 'An error that nobody expected' })
    : new Problem(kind, { detail: error instanceof Error ? error.message : 'It cannot be read' });
}

export function temporalUnavailable(): Problem {
  return new Problem('temporal-unavailable', { detail: 'It does not answer, or not in time' });
}

/** Fastify's own errors, whose words repeat nothing of the request but the name of a content type. */
function kindByStatus(error: unknown): ProblemKind | undefined {
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined;
  switch (error.statusCode) {
    case 400:
      return 'malformed-request';
    case 413:
      return 'body-too-large';
    case 415:
      return 'unsupported-media-type';
    default:
      return undefined;
  }
}
