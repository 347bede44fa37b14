import { isLoopback } from '../loopback';
import type { ParseText } from './setting';

const REST_FORM = 'https://<server>.api.commerce.adobe.com/<tenant-id>';
const IMS_FORM = 'https://ims-na1.adobelogin.com';

/** The base URL of the customer API, without a trailing slash. */
export const restEndpoint: ParseText<string> = (text) => {
  const parsed = serviceEndpoint(REST_FORM)(text);
  if (!parsed.ok) return parsed;
  const segments = new URL(parsed.value).pathname.split('/').slice(1);
  if (segments[0] === '') return wrong('has no tenant ID in it', REST_FORM);
  const foreign = segments.find((segment) => /^(rest|v1)$/i.test(segment));
  if (foreign !== undefined) return wrong(`must not have /${foreign} in its path`, REST_FORM);
  return parsed;
};

/** The base URL of IMS, without a trailing slash. */
export const imsEndpoint: ParseText<string> = (text) => {
  const parsed = serviceEndpoint(IMS_FORM)(text);
  if (parsed.ok && parsed.value.endsWith('/ims/token/v3')) {
    return wrong('must not have the path of the token call', IMS_FORM);
  }
  return parsed;
};

/** The receiver of traces. It may use plain HTTP, because a collector beside the worker has no certificate. */
export const tracesEndpoint: ParseText<string> = (text) => {
  const form = 'http://localhost:4318';
  if (!URL.canParse(text)) return wrong('is not an address', form);
  const { protocol, username, password } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:')
    return wrong('must begin with http:// or https://', form);
  if (username !== '' || password !== '') return wrong('must not have a user or password in it', form);
  return { ok: true, value: text };
};

/** The URL of a document, with path and query, kept as written. */
export function secureUrl(form: string): ParseText<string> {
  return (text) => {
    if (!URL.canParse(text)) return wrong('is not an address', form);
    const { protocol, hostname, username, password } = new URL(text);
    if (username !== '' || password !== '') return wrong('must not have a user or password in it', form);
    if (protocol === 'https:' || (protocol === 'http:' && isOnThisMachine(hostname)))
      return { ok: true, value: text };
    return wrong('must begin with https:// (http:// is for a service on this machine)', form);
  };
}

function serviceEndpoint(form: string): ParseText<string> {
  return (text) => {
    if (!/^[a-z][a-z0-9+.-]*:\/\/[^/]/i.test(text) || !URL.canParse(text))
      return wrong('is not an address', form);
    const url = new URL(text);
    if (url.username !== '' || url.password !== '')
      return wrong('must not have a user or password in it', form);
    if (text.includes('?') || text.includes('#')) return wrong('must not have a query or fragment', form);
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isOnThisMachine(url.hostname))) {
      return wrong('must begin with https:// (http:// is for a service on this machine)', form);
    }
    // Callers hash the URL as written: two spellings would be two tenants.
    const path = url.pathname.replace(/\/{2,}/g, '/');
    const plain = withoutTrailingSlash(`${url.protocol}//${url.host}${path}`);
    const written = text.replace(/^[^/]*\/\/[^/]*/, (origin) => origin.toLowerCase());
    if (withoutTrailingSlash(written) !== plain) return wrong('is not in its plain form', plain);
    return { ok: true, value: plain };
  };
}

function withoutTrailingSlash(address: string): string {
  return address.replace(/\/$/, '');
}

/** Loopback, and the names below `localhost`, which nobody can own (RFC 6761). */
function isOnThisMachine(hostname: string): boolean {
  return isLoopback(hostname) || hostname.endsWith('.localhost');
}

function wrong(problem: string, right: string): { ok: false; problem: string } {
  return { ok: false, problem: `${problem}; write it as ${right}` };
}
