import { z } from 'zod';

/** The schema of an object's member or of a list's items; `undefined` if the schema does not name it. */
export function memberOf(schema: z.core.$ZodType, name: string): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodUnion) {
    return schema.options.map((form) => memberOf(form, name)).find((member) => member !== undefined);
  }
  if (schema instanceof z.ZodObject) {
    const shape: z.core.$ZodShape = schema.shape;
    return Object.hasOwn(shape, name) ? unwrapped(shape[name]) : undefined;
  }
  return schema instanceof z.ZodArray ? unwrapped(schema.element) : undefined;
}

/** Why a member must be left out; `undefined` if it is allowed. */
export function refusalOf(schema: z.core.$ZodType | undefined): string | undefined {
  if (!(schema instanceof z.ZodNever)) return undefined;
  const [issue] = schema.safeParse('').error?.issues ?? [];
  return issue?.message ?? 'must be left out';
}

function unwrapped(schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
  return schema instanceof z.ZodExactOptional ? schema.unwrap() : schema;
}
