import { customerSchema } from '../contract/parse/customerFieldsSchema';
import { foldName } from '../contract/parse/spelling';
import type { ParseText } from './setting';

/** The form of attribute codes in Commerce. */
const CODE = /^[a-z][a-z0-9_]{0,59}$/;

const FIELDS: ReadonlySet<string> = new Set(Object.keys(customerSchema.shape).map(foldName));

/** The code of a custom attribute, and no field that every customer has. */
export const markerAttribute: ParseText<string> = (text) => {
  if (!CODE.test(text)) {
    return {
      ok: false,
      problem:
        'is no attribute code; give up to 60 lower-case letters, digits and _, with a letter first, such as onboarding_id',
    };
  }
  if (FIELDS.has(foldName(text))) {
    const problem = 'is a field of every customer; give the code of an attribute that was created for this';
    return { ok: false, problem };
  }
  return { ok: true, value: text };
};
