import { z } from 'zod';
import { FAILURES } from '../../contract/failures';
import { ONBOARDING_STATUSES } from '../../onboardings/onboardingStatus';
import { namesOf } from '../namesOf';

/** Where a page ended, and what was asked for: to its caller a word without meaning. */
const cursorSchema = z.strictObject({
  status: z.enum(ONBOARDING_STATUSES).exactOptional(),
  failure: z.enum(namesOf(FAILURES)).exactOptional(),
  since: z.iso.datetime().exactOptional(),
  /** Temporal's own, in base64. */
  after: z.base64().min(1),
});

export type Cursor = z.infer<typeof cursorSchema>;

export function writeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/** @returns undefined where it is none that `writeCursor` wrote */
export function readCursor(text: string): Cursor | undefined {
  try {
    const parsed = cursorSchema.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
