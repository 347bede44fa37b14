import { z } from 'zod';
import { isFailureType } from '../failures';
import type { RowOutcome } from '../importing';

/**
 * What the heartbeat of a chunk keeps: a customer ID for each row that was made as it was sent, the other outcomes,
 * and the rows that are tried again.
 */
export type KeptProgress = z.infer<typeof keptProgressSchema>;

const retriedRowSchema = z.object({
  row: z.number().int().positive(),
  tries: z.number().int().positive(),
  type: z.string().refine(isFailureType),
  /** Left out by earlier code. */
  counted: z.number().int().nonnegative().default(0),
  chance: z.number().min(0).max(1),
});

const keptTriesSchema = z.object({
  recent: z.object({
    answered: z.number().nonnegative(),
    failed: z.number().nonnegative(),
    failedWell: z.number().nonnegative(),
  }),
  failingShare: z.number().min(0).max(1),
});

export const keptProgressSchema = z.object({
  /** In the order of the rows; 0 for a row that is not there yet, or is among the others. */
  made: z.array(z.number().int().nonnegative()),
  others: z.array(z.custom<RowOutcome>((value) => typeof value === 'object' && value !== null)),
  /** Left out by earlier code, as the time is. */
  retried: z.array(retriedRowSchema).default([]),
  /** For so long no row has been answered. */
  failingForMs: z.number().nonnegative().default(0),
  /** How the rows of the process fared. Left out by earlier code. */
  fared: keptTriesSchema.exactOptional(),
});
