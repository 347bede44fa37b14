import type { IncomingHttpHeaders } from 'node:http';
import { isLoopback } from '../../loopback';
import { Problem } from '../problems/problem';

/**
 * If no key is needed, a page must not reach the gateway under its own host name (DNS rebinding).
 * @throws Problem `foreign-page`
 */
export function assertOwnHost({ host = '' }: IncomingHttpHeaders): void {
  const address = `http://${host}`;
  const hostname = URL.canParse(address) ? new URL(address).hostname : '';
  if (!isLoopback(hostname)) {
    throw new Problem('foreign-page', { detail: 'Host is not an address of this machine' });
  }
}

/**
 * If no key is needed, pages of other origins must not use the browser of this machine to reach the gateway.
 * @throws Problem `foreign-page`
 */
export function assertOwnPage(headers: IncomingHttpHeaders): void {
  assertOwnHost(headers);
  const { host = '', origin } = headers;
  if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`) {
    throw new Problem('foreign-page', { detail: 'Origin is not the origin of the gateway' });
  }
  // Browsers send no Origin with a GET for an image or a script.
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    throw new Problem('foreign-page', { detail: 'A page of another origin made this request' });
  }
}
