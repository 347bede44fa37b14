import { Problem } from '../../problems/problem';

/** HTTP requires the header in every 401; a key is the other way to authenticate. */
export function signatureRefused(detail: string): Problem {
  return new Problem('signature-refused', { detail }, { 'www-authenticate': 'Bearer realm="onboarding"' });
}
