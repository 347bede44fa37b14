import type { IncomingMessage } from 'node:http';
import { Problem } from './problems/problem';

/** A host name or address with an optional port (RFC 3986), and nothing else. */
const HOST = /^([A-Za-z0-9._~%!$&'()*+,;=-]*|\[[0-9A-Fa-f:.]+\])(:\d{0,5})?$/;

/** Checks what HTTP requires and Node does not: one valid `Host`, and a path. @throws Problem `malformed-request` */
export function assertWellFormed({ rawHeaders, httpVersion, url = '' }: IncomingMessage): void {
  const hosts = rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === 'host');
  const [host] = hosts;
  if (hosts.length > 1) throw malformed('It has the header Host more than once');
  if (host === undefined ? httpVersion !== '1.0' : !HOST.test(host)) {
    throw malformed('Its header Host is missing, or is not a host');
  }
  if (!url.startsWith('/')) throw malformed('Its target is not a path');
}

function malformed(detail: string): Problem {
  return new Problem('malformed-request', { detail });
}
