import { z } from 'zod';
import { onboardingInputSchema } from '../../contract/parse/onboardingInputSchema';

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

/** The members of a customer that may not be left out. */
export const NEEDED_COLUMNS = Object.entries(onboardingInputSchema.shape.customer.shape)
  .filter(([, schema]) => !(schema instanceof z.ZodExactOptional))
  .map(([name]) => name);

function memberOf(schema: z.core.$ZodType, name: string): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject) {
    const shape: z.core.$ZodShape = schema.shape;
    return Object.hasOwn(shape, name) ? unwrapped(shape[name]) : undefined;
  }
  return schema instanceof z.ZodArray ? unwrapped(schema.element) : undefined;
}

function unwrapped(schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
  return schema instanceof z.ZodExactOptional ? schema.unwrap() : schema;
}

function placeOf(schema: z.core.$ZodType): Place {
  if (schema instanceof z.ZodObject) return { kind: 'object' };
  if (schema instanceof z.ZodArray) return { kind: 'list' };
  if (schema instanceof z.ZodNumberFormat) return { kind: 'whole number' };
  if (schema instanceof z.ZodBoolean) return { kind: 'boolean' };
  if (schema instanceof z.ZodNever) {
    const [issue] = schema.safeParse('').error?.issues ?? [];
    return { kind: 'forbidden', message: issue?.message ?? 'must be left out' };
  }
  return { kind: 'text' };
}
