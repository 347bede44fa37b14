import { TOKEN_REQUEST_LIMIT_MS } from '../contract/timeLimits';
import { CustomerApi } from './customerApi';
import { HttpClient, type Proxy } from './httpClient';
import { letAllThrough, type Pace } from './pace';
import type { RequestObserver } from './requestObserver';
import { TokenSource } from './tokenSource';

export interface CommerceOptions {
  clientId: string;
  clientSecret: string;
  restEndpoint: string;
  imsEndpoint: string;
  imsScope: string;
  imsOrgId?: string;
  store?: string;
  connectTimeoutMs: number;
  requestTimeoutMs: number;
  proxy?: Proxy;
  /** Default: lets all through. */
  pace?: Pace;
  /** Is told of each request that went out. */
  observer?: RequestObserver | undefined;
}

/** IMS and Commerce for one tenant, as one process uses them. */
export interface Commerce {
  readonly tokens: TokenSource;
  readonly customers: CustomerApi;
  /** Closes the connections; what is in flight ends unanswered. */
  close(): Promise<void>;
}

export function connectCommerce(options: CommerceOptions): Commerce {
  const { connectTimeoutMs, requestTimeoutMs, proxy, observer, pace = letAllThrough } = options;
  const http = new HttpClient({
    connectTimeoutMs,
    requestTimeoutMs,
    pace,
    observer,
    ...(proxy && { proxy }),
  });
  const tokens = new TokenSource({
    http,
    imsEndpoint: options.imsEndpoint,
    clientId: options.clientId,
    clientSecret: options.clientSecret,
    scope: options.imsScope,
    requestTimeoutMs: Math.min(requestTimeoutMs, TOKEN_REQUEST_LIMIT_MS),
  });
  return { tokens, customers: new CustomerApi({ ...options, http, tokens }), close: () => http.close() };
}
