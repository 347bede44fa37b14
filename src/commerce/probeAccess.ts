import { randomUUID } from 'node:crypto';
import { isRecord } from '../contract/isRecord';
import { type Attempt, attemptWithin } from './attempt';
import { type AttributeSearch, CustomerApi } from './customerApi';
import { StepFailure } from './failure';
import type { Proxy } from './connectionPool';
import { HttpClient } from './httpClient';
import { unlimited } from './pace';
import { TokenSource } from './tokenSource';

/** The scope that a token needs for Commerce. */
export const COMMERCE_SCOPE = 'commerce.accs';

export interface AccessOptions {
  credential: {
    clientId: string;
    clientSecret: string;
    imsEndpoint: string;
    imsScope: string;
    proxy?: Proxy;
  };
  /** If left out, Commerce is not asked. */
  endpoint?: { restEndpoint: string; imsOrgId?: string; store?: string };
  /** The custom attribute for markers to search for. */
  markerAttribute?: string | undefined;
}

/** What a credential may do at IMS and Commerce. */
export interface Access {
  readonly token: TokenAccess;
  readonly customers: CustomerAccess;
  readonly marker: MarkerAccess;
}

export type TokenAccess =
  /** `scopes` is undefined if the token does not name its scopes. */
  | { readonly kind: 'granted'; readonly scopes: readonly string[] | undefined }
  | { readonly kind: 'failed'; readonly failure: StepFailure };

export type CustomerAccess =
  | { readonly kind: 'readable' }
  | { readonly kind: 'failed'; readonly failure: StepFailure }
  /** There was no token, or no endpoint was given. */
  | { readonly kind: 'notAsked' };

export type MarkerAccess =
  | AttributeSearch
  | { readonly kind: 'failed'; readonly failure: StepFailure }
  /** No attribute was given, or the customers cannot be read. */
  | { readonly kind: 'notAsked' };

const CONNECT_LIMIT_MS = 5_000;
const REQUEST_LIMIT_MS = 5_000;
/** A look-up that is answered with 401 is repeated once, each time with a new token. */
const LIMIT_MS = 15_000;

/**
 * Asks IMS for a token, and searches Commerce for a customer that cannot exist and for the attribute of markers. It
 * writes nothing, and takes 15 s at most.
 */
export async function probeAccess({ credential, endpoint, markerAttribute }: AccessOptions): Promise<Access> {
  const { clientId, clientSecret, imsEndpoint, imsScope, proxy } = credential;
  const http = new HttpClient({
    connectTimeoutMs: CONNECT_LIMIT_MS,
    requestTimeoutMs: REQUEST_LIMIT_MS,
    pace: unlimited,
    ...(proxy && { proxy }),
  });
  const tokens = new TokenSource({
    http,
    imsEndpoint,
    clientId,
    clientSecret,
    scope: imsScope,
    requestTimeoutMs: REQUEST_LIMIT_MS,
  });
  const attempt = attemptWithin(LIMIT_MS);
  try {
    const token = await askForToken(tokens, attempt);
    const notAsked = { kind: 'notAsked' } as const;
    if (token.kind === 'failed' || !endpoint) return { token, customers: notAsked, marker: notAsked };
    const api = new CustomerApi({ http, tokens, clientId, ...endpoint });
    const customers = await lookForNobody(api, attempt);
    if (customers.kind !== 'readable' || markerAttribute === undefined) {
      return { token, customers, marker: notAsked };
    }
    return { token, customers, marker: await lookForMarkers(api, markerAttribute, attempt) };
  } finally {
    await http.close();
  }
}

async function askForToken(tokens: TokenSource, attempt: Attempt): Promise<TokenAccess> {
  try {
    const { value } = await tokens.get(attempt);
    return { kind: 'granted', scopes: scopesOf(value) };
  } catch (error) {
    return failed(error);
  }
}

async function lookForNobody(api: CustomerApi, attempt: Attempt): Promise<CustomerAccess> {
  try {
    await api.search({ email: `onboard-check-${randomUUID()}@example.invalid` }, attempt);
    return { kind: 'readable' };
  } catch (error) {
    return failed(error);
  }
}

async function lookForMarkers(api: CustomerApi, attribute: string, attempt: Attempt): Promise<MarkerAccess> {
  try {
    return await api.searchAttribute(attribute, attempt);
  } catch (error) {
    return failed(error);
  }
}

function failed(error: unknown): { kind: 'failed'; failure: StepFailure } {
  if (error instanceof StepFailure) return { kind: 'failed', failure: error };
  throw error;
}

/** IMS's tokens are JWTs that list their scopes separated by commas. */
function scopesOf(token: string): string[] | undefined {
  const [, claims, signature] = token.split('.');
  if (claims === undefined || signature === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(claims, 'base64url').toString());
    const scope = isRecord(parsed) ? parsed['scope'] : undefined;
    return typeof scope === 'string' ? scopeNames(scope) : undefined;
  } catch {
    return undefined;
  }
}

/** The names in a list of scopes in IMS's form: separated by commas or spaces. */
export function scopeNames(list: string): string[] {
  return list.split(/[\s,]+/).filter((name) => name !== '');
}
