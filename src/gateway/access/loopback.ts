import type { IncomingHttpHeaders } from 'node:http';
import { Problem } from '../problems/problem';

/** Names and addresses that this machine alone reaches. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/**
 * Where no key is asked for, a browser on this machine must not be used by the pages of others: neither by one that
 * has this address under a name of its own (DNS rebinding), nor by one of another origin.
 * @throws Problem `foreign-page`
 */
export function assertOwnPage({ host = '', origin }: IncomingHttpHeaders): void {
  const address = `http://${host}`;
  const hostname = URL.canParse(address) ? new URL(address).hostname : '';
  if (!isLoopback(hostname.replace(/^\[|\]$/g, ''))) {
    throw new Problem('foreign-page', { detail: 'Host is no address of this machine' });
  }
  if (origin !== undefined && origin !== address && origin !== `https://${host}`) {
    throw new Problem('foreign-page', { detail: 'Origin is another one than that of the gateway' });
  }
}
