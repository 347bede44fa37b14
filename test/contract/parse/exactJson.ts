import fc from 'fast-check';
import { inexactNumberPaths } from '../../../src/contract/exactNumbers';

/** JSON whose numbers are all sent unchanged. */
export function exactJson(): fc.Arbitrary<fc.JsonValue> {
  return fc.jsonValue().filter((value) => inexactNumberPaths(value).length === 0);
}
