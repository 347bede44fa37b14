import { z } from 'zod';
import { onboardingInputSchema } from '../../contract/parse/onboardingInputSchema';
import { rightSpelling } from '../../contract/parse/spelling';
import { memberOf, refusalOf } from '../../contract/parse/schemaMembers';

/** What the input's schema says about a column's place. */
export type Place =
  | { readonly kind: 'object' | 'list' | 'whole number' | 'boolean' | 'text' }
  /** The schema names no such field. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'forbidden'; readonly message: string };

/** @param path in the input, such as `['customer', 'addresses', '0', 'city']` */
export function placeAt(path: readonly string[]): Place {
  let schema: z.core.$ZodType | undefined = onboardingInputSchema;
  for (const segment of path) schema = schema === undefined ? undefined : memberOf(schema, segment);
  return schema === undefined ? { kind: 'unknown' } : placeOf(schema);
}

/** The path with every name spelled as in the schema. */
export function rightlySpelled(path: readonly string[]): string[] {
  let schema: z.core.$ZodType | undefined = onboardingInputSchema;
  return path.map((segment) => {
    const right = schema instanceof z.ZodObject ? (rightSpelling(schema, segment) ?? segment) : segment;
    schema = schema === undefined ? undefined : memberOf(schema, right);
    return right;
  });
}

/** The required members of a customer. */
export const NEEDED_COLUMNS = Object.entries(onboardingInputSchema.shape.customer.shape)
  .filter(([, schema]) => !(schema instanceof z.ZodExactOptional))
  .map(([name]) => name);

function placeOf(schema: z.core.$ZodType): Place {
  const [firstForm] = schema instanceof z.ZodUnion ? schema.options : [];
  if (firstForm !== undefined) return placeOf(firstForm);
  if (schema instanceof z.ZodObject) return { kind: 'object' };
  if (schema instanceof z.ZodArray) return { kind: 'list' };
  if (schema instanceof z.ZodNumberFormat) return { kind: 'whole number' };
  if (schema instanceof z.ZodBoolean) return { kind: 'boolean' };
  const message = refusalOf(schema);
  return message === undefined ? { kind: 'text' } : { kind: 'forbidden', message };
}
