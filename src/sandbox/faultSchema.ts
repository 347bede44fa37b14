import * as z from 'zod';
import type { Fault, FaultRule } from './faults';
import { REQUEST_KINDS } from './requestKind';

const milliseconds = z.number().int().nonnegative();
const status = z.number().int().min(200).max(599);
const made = z.boolean();

const faultSchema: z.ZodType<Fault> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('lose'), made }),
  z.strictObject({ kind: z.literal('reset'), made }),
  z.strictObject({ kind: z.literal('slow'), byMs: milliseconds }),
  z.strictObject({ kind: z.literal('late'), byMs: milliseconds }),
  z.strictObject({ kind: z.literal('truncate'), where: z.enum(['connection', 'json']) }),
  z.strictObject({ kind: z.literal('html'), status, made }),
  z.strictObject({
    kind: z.literal('status'),
    status,
    made,
    headers: z.record(z.string(), z.string()).exactOptional(),
    body: z.unknown().exactOptional(),
  }),
]);

const target = {
  on: z.enum([...REQUEST_KINDS, 'any']),
  what: faultSchema,
  email: z.string().exactOptional(),
  after: z.number().int().nonnegative().exactOptional(),
  forMs: z.number().int().positive().exactOptional(),
};

/** A fault rule in an HTTP request. */
export const faultRuleSchema: z.ZodType<FaultRule> = z.union([
  z.strictObject({ ...target, calls: z.array(z.number().int().positive()).min(1) }),
  z.strictObject({ ...target, count: z.number().int().positive() }),
  z.strictObject({ ...target, share: z.number().min(0).max(1) }),
  z.strictObject(target),
]);
