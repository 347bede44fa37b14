import { z } from 'zod';
import { onboardingInputSchema } from './onboardingInputSchema';

/**
 * The JSON Schema (draft 2020-12) of the workflow's input. It accepts whatever `parseOnboardingInput` accepts, but
 * cannot express that an update's `email` and `website_id` must be the customer's.
 */
export function inputJsonSchema(): z.core.JSONSchema.JSONSchema {
  return z.toJSONSchema(onboardingInputSchema, {
    target: 'draft-2020-12',
    io: 'input',
    override: ({ jsonSchema }) => omitSafeIntegerLimits(jsonSchema),
  });
}

/** Every `z.int()` has these limits, which do not help a reader. */
function omitSafeIntegerLimits(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
}
