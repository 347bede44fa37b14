import type { Backlog } from '../contract/backlog';
import { TOKEN_REQUEST_LIMIT_MS } from '../contract/timeLimits';
import { CustomerApi } from './customerApi';
import type { Proxy } from './connectionPool';
import { HttpClient } from './httpClient';
import { LatencyLimit } from './latencyLimit';
import type { Pace, PaceState } from './pace';
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
  /** Default: an adaptive pace for each service. */
  pace?: Pace;
  /** Notified of each request that was sent. */
  observer?: RequestObserver | undefined;
  /** Called once for each kind of unusable `Retry-After`. */
  onOddRetryAfter?: ((odd: OddRetryAfter) => void) | undefined;
  /** Called when Commerce begins to drop the attribute of markers. */
  onMarkerDropped?: ((attribute: string) => void) | undefined;
}

/** IMS and Commerce for one tenant, as one process uses them. */
export interface Commerce {
  readonly tokens: TokenSource;
  readonly customers: CustomerApi;
  /**
   * How many rows of imports may be in flight, by the latency of Commerce. If left out, only the setting limits them.
   */
  readonly rowLimit?: LatencyLimit;
  /** Left out, no step waits. */
  readonly backlog?: Backlog | undefined;
  /** The state of the requests to each service; empty if the pace does not report it. */
  paceStates(): readonly PaceState[];
  /** From now on, rejects at once every request that would have to wait for its turn. */
  stopWaiting(): void;
  /** Closes the connections; requests in flight end without an answer. */
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
