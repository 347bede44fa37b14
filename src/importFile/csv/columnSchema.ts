import { z } from 'zod';
import { onboardingInputSchema } from '../../contract/parse/onboardingInputSchema';
import { rightSpelling } from '../../contract/parse/spelling';
import { memberOf, refusalOf } from '../../contract/parse/schemaMembers';

/** What the input's schema says of the place that a column stands for. */
export type Place =
  | { readonly kind: 'object' | 'list' | 'whole number' | 'boolean' | 'text' }
  /** Nothing: a field that the schema does not name. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'forbidden'; readonly message: string };

/** @param path in the input, such as `['customer', 'addresses', '0', 'city']` */
export function placeAt(path: readonly string[]): Place {
  let schema: z.core.$ZodType | undefined = onboardingInputSchema;
  for (const segment of path) schema = schema === undefined ? undefined : memberOf(schema, segment);
  return schema === undefined ? { kind: 'unknown' } : placeOf(schema);
}

/** The path with every name of it spelled as the schema has it. */
export function rightlySpelled(path: readonly string[]): string[] {
  let schema: z.core.$ZodType | undefined = onboardingInputSchema;
  return path.map((segment) => {
    const right = schema instanceof z.ZodObject ? (rightSpelling(schema, segment) ?? segment) : segment;
    schema = schema === undefined ? undefined : memberOf(schema, right);
    return right;
  });
}

/** The members of a customer that may not be left out. */
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
