import { type ProblemKind, PROBLEMS, statusesOf } from '../problems/problems';

type Json = Readonly<Record<string, unknown>>;

/** Problems of every operation: its own checks, and the calls that it makes. */
export const PROBLEMS_OF_ALL: readonly ProblemKind[] = [
  'malformed-request',
  'invalid-parameter',
  'not-authenticated',
  'right-missing',
  'foreign-page',
  'request-timeout',
  'too-many-requests',
  'headers-too-large',
  'path-too-long',
  'internal',
  'overloaded',
  'temporal-unavailable',
  'keys-unreadable',
];
/** Fastify reads or refuses a body, whatever the operation does with it. */
export const PROBLEMS_OF_BODIES: readonly ProblemKind[] = ['body-too-large', 'unsupported-media-type'];

const PROBLEM_CONTENT = {
  'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
};

/** The responses with a problem document, by status. */
export function problemResponses(kinds: readonly ProblemKind[]): Json {
  return Object.fromEntries(
    statusesOf(kinds).map((status) => [
      status,
      {
        description: kinds
          .filter((kind) => PROBLEMS[kind].status === status)
          .map((kind) => `\`${kind}\`: ${PROBLEMS[kind].title}`)
          .join('\n\n'),
        ...headersOf(status),
        content: PROBLEM_CONTENT,
      },
    ]),
  );
}

function headersOf(status: number): Json {
  if (status === 401)
    return { headers: { 'WWW-Authenticate': { required: true, schema: { type: 'string' } } } };
  if (status !== 429 && status !== 503) return {};
  return { headers: { 'Retry-After': { required: true, schema: { type: 'integer', minimum: 0 } } } };
}
