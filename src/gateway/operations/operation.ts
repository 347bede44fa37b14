import { z } from 'zod';
import type { TemporalConnection } from '../../temporal/connection';
import type { Caller } from '../access/access';
import type { Right } from '../access/rights';
import type { DocumentName } from '../documents';
import { Problem } from '../problems/problem';
import type { ProblemKind } from '../problems/problems';
import type { TemporalAnswers } from '../temporalAnswers';

/** What the operations need. */
export interface Backend {
  readonly temporal: TemporalConnection;
  readonly answers: TemporalAnswers;
  readonly restEndpoint: string;
  readonly taskQueue: string;
}

export interface OperationRequest<Query> {
  /** Workflow ID of the path; empty if the path has none. */
  readonly id: string;
  readonly query: Query;
  /** The body's JSON; undefined if there is no body. */
  readonly document: unknown;
  /** Whether the content type says that the body is a merge patch (RFC 7396). */
  readonly isPatch: boolean;
  readonly caller: Caller;
  readonly guesses: Guesses;
  /** Aborts if the caller is gone, or the gateway is closing. */
  readonly over: AbortSignal;
}

/** Limits what the caller can find out by trying inputs; a caller that may read needs no guesses. */
export interface Guesses {
  /** @throws Problem `too-many-requests` if it has no guess left in this minute */
  assertMayGuess(): void;
  /** Counts an input that differs from the onboarding's input. */
  count(): void;
}

export interface OperationResponse {
  readonly status: 200 | 202;
  readonly document: object;
  /** Workflow ID of an onboarding that continues. */
  readonly location?: string;
}

/** One operation of the API: its request and its responses, for the server and for the documents. */
export interface Operation {
  readonly id: string;
  readonly method: 'GET' | 'POST';
  /** `{id}` is the workflow ID. */
  readonly path: '/onboardings' | '/onboardings/{id}' | '/onboardings/{id}/retry';
  readonly right: Right;
  readonly summary: string;
  /** What the rights of the key change besides access. */
  readonly note?: string;
  readonly query: z.ZodObject;
  readonly body: 'none' | 'input' | 'correction';
  readonly answers: readonly DocumentedResponse[];
  /** Problems of this operation; the server adds those of every request. */
  readonly problems: readonly ProblemKind[];
  /** @throws Problem, and the errors that `problemOf` knows */
  readonly handle: (request: OperationRequest<unknown>, backend: Backend) => Promise<OperationResponse>;
}

interface DocumentedResponse {
  readonly status: OperationResponse['status'];
  readonly when: string;
  readonly document: DocumentName;
}

type Declaration<Query extends z.ZodObject> = Omit<Operation, 'query' | 'handle'> & {
  readonly query: Query;
  readonly handle: (
    request: OperationRequest<z.output<Query>>,
    backend: Backend,
  ) => Promise<OperationResponse>;
};

export function defineOperation<Query extends z.ZodObject>(declaration: Declaration<Query>): Operation {
  return {
    ...declaration,
    handle: (request, backend) =>
      declaration.handle({ ...request, query: parseQuery(declaration.query, request.query) }, backend),
  };
}

export const NO_QUERY = z.strictObject({});

function parseQuery<Query extends z.ZodObject>(schema: Query, query: unknown): z.output<Query> {
  const parsed = schema.safeParse(query);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? [{ message: `Known are: ${Object.keys(schema.shape).join(', ') || 'none'}` }]
      : [{ path: issue.path.join('.'), message: issue.message }],
  );
  throw new Problem('invalid-parameter', { detail: 'The query is invalid', problems });
}
