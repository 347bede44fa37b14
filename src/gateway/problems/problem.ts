import { z } from 'zod';
import { FAILURES } from '../../contract/failures';
import { STEPS } from '../../contract/onboarding';
import { eventResultSchema } from '../events/eventResults';
import { namesOf } from '../namesOf';
import { type ProblemKind, PROBLEMS } from './problems';

const PROBLEM_TYPE_PREFIX = 'urn:commerce-onboarding:problem:';

/** A problem document of RFC 9457, with members of our own. */
export const problemSchema = z
  .strictObject({
    type: z.templateLiteral([PROBLEM_TYPE_PREFIX, z.enum(namesOf(PROBLEMS))]),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string().describe('What is wrong with this request'),
    whatToDo: z.string(),
    problems: z
      .array(z.strictObject({ path: z.string().exactOptional(), message: z.string() }))
      .exactOptional()
      .describe('Each mistake, with the dotted path of the field if it concerns a field'),
    fields: z.array(z.string()).exactOptional().describe('Dotted paths of the fields that differ'),
    workflowId: z.string().exactOptional(),
    onboardingStatus: z.string().exactOptional().describe('How the onboarding ended'),
    failure: z.enum(namesOf(FAILURES)).exactOptional().describe('How the onboarding failed'),
    messages: z.array(z.string()).exactOptional().describe('The message of the service'),
    step: z.enum(STEPS).exactOptional(),
    customerId: z.int().exactOptional(),
    events: z
      .array(eventResultSchema)
      .exactOptional()
      .describe('The outcome of each event, in the order of the request'),
  })
  .describe('Why a request was refused (RFC 9457)');

export type ProblemDocument = z.infer<typeof problemSchema>;

/** What a problem contains besides its kind. */
export type ProblemMembers = Omit<ProblemDocument, 'type' | 'title' | 'status' | 'whatToDo'> &
  Partial<Pick<ProblemDocument, 'whatToDo'>>;

/** Stops the work on a request, and becomes its response. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly kind: ProblemKind,
    readonly members: ProblemMembers,
    /** Headers of the response. */
    readonly headers: Readonly<Record<string, string>> = retryAfter(kind),
  ) {
    super(members.detail);
  }

  get document(): ProblemDocument {
    const { status, title, whatToDo } = PROBLEMS[this.kind];
    return { type: `${PROBLEM_TYPE_PREFIX}${this.kind}`, title, status, whatToDo, ...this.members };
  }
}

function retryAfter(kind: ProblemKind): Readonly<Record<string, string>> {
  const entry = PROBLEMS[kind];
  return 'retryAfterS' in entry ? { 'retry-after': String(entry.retryAfterS) } : {};
}
