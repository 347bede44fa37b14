import type { Client } from '@temporalio/client';
import { z } from 'zod';
import { FAILURES } from '../../contract/failures';
import { MOMENT, parseMoment } from '../../contract/parse/moment';
import type { OnboardingFilter } from '../../onboardings/listOnboardings';
import { ONBOARDING_STATUSES } from '../../onboardings/onboardingStatus';
import { markWithoutHistory } from '../../onboardings/withoutHistory';
import { type OnboardingPage, pageOfOnboardings } from '../../onboardings/pageOfOnboardings';
import { listedDocument, type OnboardingPageDocument } from '../documents';
import { namesOf } from '../namesOf';
import { Problem } from '../problems/problem';
import { grpcStatusOf } from '../../temporal/grpcStatus';
import { defineOperation } from './operation';

const DEFAULT_LIMIT = 50;

const filterSchema = z.strictObject({
  status: z.enum(ONBOARDING_STATUSES).exactOptional(),
  failure: z.enum(namesOf(FAILURES)).exactOptional().describe('Only onboardings that failed with this type'),
});

const querySchema = filterSchema.extend({
  since: z
    .string()
    .regex(MOMENT, { error: 'must be a time such as 2026-11-24T18:00:00Z, or an age such as 2h' })
    .exactOptional()
    .describe('Only onboardings that started or ended since this time: RFC 3339, or an age such as 2h or 3d'),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(200)
    .default(DEFAULT_LIMIT)
    .describe('Number of onboardings per page'),
  cursor: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,4096}$/)
    .exactOptional()
    .describe('`nextCursor` of the previous page. It contains the filter: combine it only with `limit`.'),
});

export const list = defineOperation({
  id: 'listOnboardings',
  method: 'GET',
  path: '/onboardings',
  right: 'read',
  summary: 'List the newest run of each onboarding',
  query: querySchema,
  body: 'none',
  answers: [{ status: 200, when: 'A page; it may be empty', document: 'OnboardingPage' }],
  problems: [],
  handle: async ({ query }, { temporal, answers, taskQueue }) => {
    const { limit, ...asked } = query;
    const { after, ...filter } = placeOf(asked);
    const { client } = temporal;
    const page = await answers.of(() =>
      pageAfter(client, { taskQueue, ...filterOf(filter) }, { limit, after }),
    );
    const onboardings = await answers.of(() => markWithoutHistory(client, page.onboardings));
    const next = page.next && Buffer.from(page.next).toString('base64');
    const document: OnboardingPageDocument = {
      onboardings: onboardings.map(listedDocument),
      nextCursor: next === undefined ? null : writeCursor({ ...filter, after: next }),
    };
    return { status: 200, document };
  },
});

/** The end of a page, and the filter of the list. Opaque to the caller. */
const cursorSchema = filterSchema.extend({
  since: z.iso.datetime().exactOptional(),
  /** Temporal's own page token, in base64. */
  after: z.base64().min(1),
});

type Cursor = z.infer<typeof cursorSchema>;

function writeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/** @returns undefined if `writeCursor` did not write it */
function readCursor(text: string): Cursor | undefined {
  try {
    const parsed = cursorSchema.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

type Place = Omit<Cursor, 'after'> & Partial<Pick<Cursor, 'after'>>;

/** The first page fixes the time that an age such as `2h` means for the following pages. */
function placeOf({ cursor, since, ...filter }: Omit<z.infer<typeof querySchema>, 'limit'>): Place {
  if (cursor === undefined) {
    return { ...filter, ...(since !== undefined && { since: momentOf(since).toISOString() }) };
  }
  const place = readCursor(cursor);
  if (!place) throw wrong('cursor', 'is none that a page gave as nextCursor');
  if (since !== undefined || Object.keys(filter).length > 0) {
    throw wrong('cursor', 'carries its filter: leave out status, failure and since');
  }
  return place;
}

function momentOf(text: string): Date {
  const moment = parseMoment(text);
  if (moment) return moment;
  throw wrong('since', 'is no time that there is');
}

function filterOf({ since, ...filter }: Omit<Place, 'after'>): Omit<OnboardingFilter, 'taskQueue'> {
  return { ...filter, ...(since !== undefined && { since: new Date(since) }) };
}

/** Only the server can tell whether a page token is valid, and it has no specific error for one that is not. */
async function pageAfter(
  client: Client,
  filter: OnboardingFilter,
  { limit, after }: { limit: number; after: string | undefined },
): Promise<OnboardingPage> {
  if (after === undefined) return await pageOfOnboardings(client, filter, { limit });
  try {
    return await pageOfOnboardings(client, filter, { limit, after: Buffer.from(after, 'base64') });
  } catch (error) {
    if (grpcStatusOf(error) === undefined) throw error;
    await pageOfOnboardings(client, filter, { limit: 1 });
    throw wrong('cursor', 'is none that this Temporal server gave');
  }
}

function wrong(path: string, message: string): Problem {
  return new Problem('invalid-parameter', {
    detail: 'The query is invalid',
    problems: [{ path, message }],
  });
}
