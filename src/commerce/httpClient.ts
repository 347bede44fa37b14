import { Agent, type Dispatcher, EnvHttpProxyAgent, errors } from 'undici';
import type { Answer } from './answer';
import { type Attempt, assertInTime } from './attempt';
import type { Pace } from './pace';
import { observedRequest, type RequestObserver } from './requestObserver';
import { inRequestSpan } from './requestSpan';
import { parseRetryAfterMs } from './retryAfter';

export interface HttpClientOptions {
  /** Limit for opening a connection. */
  connectTimeoutMs: number;
  /** Limit for a whole answer, from the request's first byte to the body's last. */
  requestTimeoutMs: number;
  pace: Pace;
  /** Is told of each request that went out. */
  observer?: RequestObserver | undefined;
  proxy?: Proxy;
}

/** A proxy on the way to IMS and Commerce; this machine's loopback is always reached without it. */
export interface Proxy {
  url: string;
  /** Hosts that are reached without it, with commas between them. */
  except?: string;
}

/** What a request is sent for. */
export type RequestKind = 'token' | 'create' | 'update' | 'search';

export interface HttpRequest {
  kind: RequestKind;
  method: 'GET' | 'POST' | 'PUT';
  url: URL;
  headers: Record<string, string>;
  body?: string;
}

/** A result holds the customer twice, and a payload of Temporal 2 MB; no answer of these services comes near it. */
const MAX_ANSWER_BYTES = 512 * 1024;
const LOOPBACK = 'localhost,127.0.0.1,::1';

/** Sends requests over one keep-alive pool, through the pace, within limits of time and size. */
export class HttpClient {
  private readonly pool: Dispatcher;

  constructor(private readonly options: HttpClientOptions) {
    this.pool = createPool(options);
  }

  /** @throws the reason of the attempt's signal, or StepFailure where the attempt's time is over or another has its place */
  async send(request: HttpRequest, attempt: Attempt): Promise<Answer> {
    const { pace, observer } = this.options;
    const { kind, method, url } = request;
    const send = async () => {
      assertInTime(attempt);
      if (method !== 'GET') await attempt.assertCurrent();
      return await observedRequest(request, observer, () =>
        inRequestSpan(request, () => this.sendNow(request, attempt)),
      );
    };
    return await pace.pass(send, { kind, method, url, attempt });
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }

  private async sendNow(request: HttpRequest, attempt: Attempt): Promise<Answer> {
    const limitMs = Math.ceil(Math.min(this.options.requestTimeoutMs, attempt.remainingMs()));
    const limit = limitOf(attempt.signal, limitMs);
    try {
      const response = await this.pool.request({
        origin: request.url.origin,
        path: request.url.pathname + request.url.search,
        method: request.method,
        headers: request.headers,
        body: request.body ?? null,
        signal: limit.signal,
      });
      const text = await response.body.text();
      const date = parseDate(single(response.headers['date']));
      return {
        kind: 'answered',
        status: response.statusCode,
        json: parseJson(text),
        date,
        retryAfterMs: parseRetryAfterMs(single(response.headers['retry-after']), date ?? new Date()),
      };
    } catch (error) {
      attempt.signal.throwIfAborted();
      const reason = limit.signal.aborted ? `no whole answer within ${limitMs / 1000} s` : reasonOf(error);
      return { kind: 'unanswered', reason };
    } finally {
      limit.release();
    }
  }
}

/**
 * Aborted with the attempt's signal, or when the time is over. `AbortSignal.any` and `AbortSignal.timeout` would do,
 * but what they leave to the garbage collector is a good part of what a request costs.
 */
function limitOf(attempt: AbortSignal, limitMs: number): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, limitMs);
  attempt.addEventListener('abort', abort, { once: true });
  if (attempt.aborted) abort();
  return {
    signal: controller.signal,
    release: () => {
      clearTimeout(timer);
      attempt.removeEventListener('abort', abort);
    },
  };
}

function createPool(options: HttpClientOptions): Dispatcher {
  const pool: Agent.Options = {
    connect: { timeout: options.connectTimeoutMs },
    // The request's own limit bounds both; undici's defaults would end a slow answer earlier.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: MAX_ANSWER_BYTES,
  };
  if (!options.proxy) return new Agent(pool);
  const { url, except } = options.proxy;
  return new EnvHttpProxyAgent({
    ...pool,
    httpProxy: url,
    httpsProxy: url,
    noProxy: except === undefined ? LOOPBACK : `${except},${LOOPBACK}`,
  });
}

/** Error messages of HTTP libraries may repeat the URL, which holds the address in a look-up: only codes pass. */
function reasonOf(error: unknown): string {
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (error instanceof errors.ConnectTimeoutError) return 'no connection within the time limit';
  if (error instanceof errors.ResponseExceededMaxSizeError) return 'the answer is larger than 512 KiB';
  return code ? `the connection failed (${code})` : 'the connection failed';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parseDate(header: string | undefined): Date | undefined {
  const at = Date.parse(header ?? '');
  return Number.isNaN(at) ? undefined : new Date(at);
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
