import { z } from 'zod';
import { FAILURES } from '../../contract/failures';
import { ONBOARDING_STATUSES } from '../../onboardings/onboardingStatus';
import { namesOf } from '../namesOf';

/** The end of a page, and the filter of the list. Opaque to the caller. */
const cursorSchema = z.strictObject({
  status: z.enum(ONBOARDING_STATUSES).exactOptional(),
  failure: z.enum(namesOf(FAILURES)).exactOptional(),
  since: z.iso.datetime().exactOptional(),
  /** Temporal's own page token, in base64. */
  after: z.base64().min(1),
});

export type Cursor = z.infer<typeof cursorSchema>;

export function writeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/** @returns undefined if `writeCursor` did not write it */
export function readCursor(text: string): Cursor | undefined {
  try {
    const parsed = cursorSchema.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
