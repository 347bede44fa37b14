import { TOKEN_REQUEST_LIMIT_MS } from '../contract/timeLimits';
import { CustomerApi } from './customerApi';
import { HttpClient, type Proxy } from './httpClient';
import { LatencyLimit } from './latencyLimit';
import type { Backlog, Pace, PaceState } from './pace';
import { type PaceOptions, pacePerService } from './pace/pacePerService';
import type { RequestObserver } from './requestObserver';
import type { OddRetryAfter } from './retryAfter';
import { TokenSource } from './tokenSource';

export interface CommerceOptions extends PaceOptions {
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
  /** Default: one of its own for each service, which finds out what the service takes. */
  pace?: Pace;
  /** Is told of each request that went out. */
  observer?: RequestObserver | undefined;
  /** Is told once of each kind of `Retry-After` that is not believed. */
  onOddRetryAfter?: ((odd: OddRetryAfter) => void) | undefined;
}

/** IMS and Commerce for one tenant, as one process uses them. */
export interface Commerce {
  readonly tokens: TokenSource;
  readonly customers: CustomerApi;
  /** How many rows of imports may be in flight, by the latency of Commerce. Left out, only the setting counts. */
  readonly rowLimit?: LatencyLimit;
  /** Left out, no step waits. */
  readonly backlog?: Backlog | undefined;
  /** How the requests to each service stand; empty where the pace does not tell. */
  paceStates(): readonly PaceState[];
  /** What waits for its turn to be sent is given back at once, now and from now on. */
  stopWaiting(): void;
  /** Closes the connections; what is in flight ends unanswered. */
  close(): Promise<void>;
}

export function connectCommerce(options: CommerceOptions): Commerce {
  const { connectTimeoutMs, requestTimeoutMs, proxy, observer } = options;
  const pace = options.pace ?? pacePerService(options);
  const rowLimit = new LatencyLimit();
  const http = new HttpClient({
    connectTimeoutMs,
    requestTimeoutMs,
    pace,
    observer: {
      onRequestEnded: (request) => {
        rowLimit.learn(request);
        observer?.onRequestEnded(request);
      },
    },
    onOddRetryAfter: options.onOddRetryAfter,
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
  return {
    tokens,
    customers: new CustomerApi({ ...options, http, tokens }),
    rowLimit,
    backlog: pace.backlog,
    paceStates: () => pace.states?.() ?? [],
    stopWaiting: () => pace.stopWaiting(),
    close: async () => {
      pace.stopWaiting();
      await http.close();
    },
  };
}
