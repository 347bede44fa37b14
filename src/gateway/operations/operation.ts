import { z } from 'zod';
import type { TemporalConnection } from '../../temporal/connection';
import type { Caller } from '../access/access';
import type { Right } from '../access/rights';
import type { DocumentName } from '../documents';
import { Problem } from '../problems/problem';
import type { ProblemKind } from '../problems/problems';
import type { TemporalAnswers } from '../temporalAnswers';

/** What the operations work with. */
export interface Backend {
  readonly temporal: TemporalConnection;
  readonly answers: TemporalAnswers;
  readonly restEndpoint: string;
  readonly taskQueue: string;
}

export interface Asked<Query> {
  /** Workflow ID of the path; empty where the path has none. */
  readonly id: string;
  readonly query: Query;
  /** The body's JSON; undefined where there is none. */
  readonly document: unknown;
  /** The body is a merge patch (RFC 7396), by its content type. */
  readonly isPatch: boolean;
  readonly caller: Caller;
  readonly guesses: Guesses;
  /** The caller is gone, or the gateway is asked to stop. */
  readonly over: AbortSignal;
}

/** What the caller may still find out by trying inputs; one that may read needs no guess. */
export interface Guesses {
  /** @throws Problem `too-many-requests` where it has no guess left in this minute */
  assertMayGuess(): void;
  /** Counts an input that was not the one that an onboarding had. */
  count(): void;
}

export interface Answer {
  readonly status: 200 | 202;
  readonly document: object;
  /** Workflow ID of an onboarding that goes on. */
  readonly location?: string;
}

/** One thing that the gateway does: what it is asked, and what it answers, for the server and for its documents. */
export interface Operation {
  readonly id: string;
  readonly method: 'GET' | 'POST';
  /** With `{id}` for a workflow ID. */
  readonly path: '/onboardings' | '/onboardings/{id}' | '/onboardings/{id}/retry';
  readonly right: Right;
  readonly summary: string;
  /** What else the rights of the key decide. */
  readonly note?: string;
  readonly query: z.ZodObject;
  readonly body: 'none' | 'input' | 'correction';
  readonly answers: readonly DocumentedAnswer[];
  /** Those that are its own; what can befall any request is known to the server. */
  readonly problems: readonly ProblemKind[];
  /** @throws Problem, and the errors that `problemOf` knows */
  readonly handle: (asked: Asked<unknown>, backend: Backend) => Promise<Answer>;
}

export interface DocumentedAnswer {
  readonly status: Answer['status'];
  readonly when: string;
  readonly document: DocumentName;
}

type Declaration<Query extends z.ZodObject> = Omit<Operation, 'query' | 'handle'> & {
  readonly query: Query;
  readonly handle: (asked: Asked<z.output<Query>>, backend: Backend) => Promise<Answer>;
};

export function defineOperation<Query extends z.ZodObject>(declaration: Declaration<Query>): Operation {
  return {
    ...declaration,
    handle: (asked, backend) =>
      declaration.handle({ ...asked, query: parseQuery(declaration.query, asked.query) }, backend),
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
