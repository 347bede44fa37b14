import { z } from 'zod';
import type { OnboardingInput } from '../onboarding';
import { customerSchema, updateSchema } from './customerFieldsSchema';

/** The rules for single fields of the workflow's input; `crossFieldRules.ts` has the rules between fields. */
export const onboardingInputSchema = z
  .strictObject({
    customer: customerSchema.describe(
      'The customer to make, as Commerce takes it, but no id. Each name has one spelling: any other spelling of a name in this schema, such as "websiteId" or "Email", is refused, at every level',
    ),
    password: z
      .string()
      .min(1, { error: 'must not be empty; leave it out, and Commerce mails a link to set one' })
      .exactOptional()
      .describe('Left out, Commerce mails a link to set one'),
    update: updateSchema
      .exactOptional()
      .describe('What to change once the customer is made; left out, nothing is'),
    onExisting: z
      .enum(['fail', 'adopt'], { error: 'must be "fail" or "adopt"' })
      .exactOptional()
      .describe(
        'What to do where somebody else made a customer of this address: "fail" (default) or "adopt"',
      ),
  } satisfies Record<keyof OnboardingInput, z.ZodType>)
  .meta({
    title: 'Input of the workflow onboardCustomer',
    description: 'One customer to make on Adobe Commerce as a Cloud Service, and what to change after that',
  });
