import { z } from 'zod';
import { isFailureType } from '../failures';
import type { RowOutcome } from '../importing';

/**
 * The content of a chunk's heartbeat: a customer ID for each row that was made without differences, the other
 * outcomes, and the retried rows.
 */
export type KeptProgress = z.infer<typeof keptProgressSchema>;

const retriedRowSchema = z.object({
  row: z.number().int().positive(),
  tries: z.number().int().positive(),
  type: z.string().refine(isFailureType),
  /** Earlier versions left this out. */
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
  /** In row order; 0 for a row without an outcome, or with one in the other list. */
  made: z.array(z.number().int().nonnegative()),
  others: z.array(z.custom<RowOutcome>((value) => typeof value === 'object' && value !== null)),
  /** Earlier versions left out this list and the time below. */
  retried: z.array(retriedRowSchema).default([]),
  /** How long no row has been answered. */
  failingForMs: z.number().nonnegative().default(0),
  /** How the process's rows fared. Earlier versions left this out. */
  fared: keptTriesSchema.exactOptional(),
});
