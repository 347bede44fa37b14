import { z } from 'zod';
import { onboardingInputSchema } from './onboardingInputSchema';

/**
 * The JSON Schema (draft 2020-12) of the workflow's input. It refuses nothing that `parseOnboardingInput` takes,
 * but cannot say that an update's `email` and `website_id` are the customer's own.
 */
export function inputJsonSchema(): z.core.JSONSchema.JSONSchema {
  return z.toJSONSchema(onboardingInputSchema, {
    target: 'draft-2020-12',
    io: 'input',
    override: ({ jsonSchema }) => omitSafeIntegerLimits(jsonSchema),
  });
}

/** Every `z.int()` has them, and they tell a reader nothing. */
function omitSafeIntegerLimits(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
}
