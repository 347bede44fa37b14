import { z } from 'zod';
import type { RowOutcome } from '../importing';

/** What the heartbeat of a chunk keeps: a customer ID for each row that was made as it was sent, and the other outcomes. */
export type KeptProgress = z.infer<typeof keptProgressSchema>;

export const keptProgressSchema = z.object({
  /** In the order of the rows; 0 for a row that is not there yet, or is among the others. */
  made: z.array(z.number().int().nonnegative()),
  others: z.array(z.custom<RowOutcome>((value) => typeof value === 'object' && value !== null)),
});
