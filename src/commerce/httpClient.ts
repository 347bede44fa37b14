import { type Agent, type Dispatcher, errors } from 'undici';
import { packageVersion } from '../contract/parse/packageVersion';
import type { Answer, Answered } from './answer';
import { type Attempt, assertInTime } from './attempt';
import { createPool, type Proxy } from './connectionPool';
import { ContentCodingError } from './contentCoding';
import { describePage } from './foreignPage';
import type { Pace, PacedRequest } from './pace';
import { exchange, ExchangeTimeoutError, type WholeResponse } from './exchange';
import type { HttpRequest } from './httpRequest';
import type { RequestObserver } from './requestObserver';
import { inRequestSpan } from './requestSpan';
import { type OddRetryAfter, readRetryAfter } from './retryAfter';

export type { RequestKind } from './httpRequest';

export interface HttpClientOptions {
  /** Limit for opening a connection. */
  connectTimeoutMs: number;
  /** Limit for a whole answer, from the request's first byte to the body's last. */
  requestTimeoutMs: number;
  pace: Pace;
  /** Notified of each request that was sent. */
  observer?: RequestObserver | undefined;
  /** Called once for each kind of unusable `Retry-After`. */
  onOddRetryAfter?: ((odd: OddRetryAfter) => void) | undefined;
  proxy?: Proxy;
}

/** A request that takes its token when it is sent: it may wait in line for longer than a token is valid. */
export interface AuthorizedRequest extends Omit<HttpRequest, 'headers'> {
  token: NonNullable<PacedRequest['token']>;
  headers: () => Record<string, string>;
}

/** A result contains the customer twice, and Temporal accepts payloads of 2 MB; real answers are far smaller. */
const MAX_ANSWER_BYTES = 512 * 1024;
/**
 * Networks drop idle connections silently, and a request on a dropped one waits for its whole time limit. A service may
 * ask for minutes (`Keep-Alive: timeout=600`); the steps of one onboarding follow each other faster than this.
 */
const IDLE_CONNECTION_LIMIT_MS = 5_000;
/** Small answers gain nothing from compression, and some services encode them wrongly. */
const OWN_HEADERS = {
  // Firewalls refuse clients without a user agent.
  'user-agent': `commerce-onboarding/${packageVersion}`,
  'accept-encoding': 'identity',
};

/** Sends requests through the pace over one keep-alive pool, with limits for time and size. */
export class HttpClient {
  private readonly pool: Dispatcher;
  private readonly oddSeen = new Set<OddRetryAfter>();

  constructor(private readonly options: HttpClientOptions) {
    this.pool = poolOf(options);
  }

  /**
   * @throws the reason of the attempt's signal, or StepFailure if the attempt's time is over or another attempt has
   * replaced it
   */
  send(request: HttpRequest | AuthorizedRequest, attempt: Attempt): Promise<Answer> {
    const { kind, method, url } = request;
    const token = 'token' in request ? request.token : undefined;
    const sendNow = () => {
      const asked = 'token' in request ? request.headers() : request.headers;
      const ready: HttpRequest = { ...request, headers: { ...asked, ...OWN_HEADERS } };
      if (kind === 'create') attempt.onCreateSent?.();
      return inRequestSpan(ready, () => this.sendNow(ready, attempt));
    };
    const sendInTime = () => {
      assertInTime(attempt);
      const current = method === 'GET' ? undefined : attempt.assertCurrent();
      return current ? current.then(sendNow) : sendNow();
    };
    // The pace usually has fetched the token already.
    const send = async () => {
      if (token && !token.isAtHand()) await token.fetch();
      return await sendInTime();
    };
    return this.options.pace.pass(send, { kind, method, url, attempt: whileItWaits(attempt), token });
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }

  private async sendNow(request: HttpRequest, attempt: Attempt): Promise<Answer> {
    const { requestTimeoutMs, observer } = this.options;
    const { kind, method } = request;
    const { signal } = attempt;
    const startedAtMs = performance.now();
    const limitMs = Math.ceil(Math.min(requestTimeoutMs, attempt.remainingMs()));
    let status: number | undefined;
    try {
      const response = await exchange(this.pool, request, { signal, limitMs, maxBytes: MAX_ANSWER_BYTES });
      status = response.status;
      return { ...this.answerOf(response), tookMs: performance.now() - startedAtMs };
    } catch (error) {
      signal.throwIfAborted();
      const isTooLate = error instanceof ExchangeTimeoutError;
      const reason = isTooLate
        ? `no whole answer within ${limitMs / 1000} s`
        : this.reasonOf(error, request.url);
      return { kind: 'unanswered', reason };
    } finally {
      observer?.onRequestEnded({ kind, method, status, durationMs: performance.now() - startedAtMs });
    }
  }

  private reasonOf(error: unknown, url: URL): string {
    const { proxy } = this.options;
    return proxy && isConnectionTo(new URL(proxy.url), error, url)
      ? unreachableProxy(proxy, codeOf(error))
      : reasonOf(error);
  }

  private answerOf({ status, headers, text }: WholeResponse): Answered {
    const date = parseDate(single(headers['date']));
    const retryAfterMs = this.retryAfterMs(single(headers['retry-after']), date ?? new Date());
    const json = parseJson(text);
    const contentType = single(headers['content-type']);
    const server = single(headers['server']);
    return {
      kind: 'answered',
      status,
      json,
      date,
      retryAfterMs,
      ...(json === undefined && { page: describePage({ contentType, server, text }) }),
    };
  }

  private retryAfterMs(header: string | undefined, now: Date): number | undefined {
    if (header === undefined) return undefined;
    const read = readRetryAfter(header, now);
    if ('ms' in read) return read.ms;
    if (!this.oddSeen.has(read.odd)) this.options.onOddRetryAfter?.(read.odd);
    this.oddSeen.add(read.odd);
    return undefined;
  }
}

/** The attempt for the pace, which only ends requests that are not sent yet. */
function whileItWaits(attempt: Attempt): Attempt {
  const { whileUnsent, signal } = attempt;
  return whileUnsent ? { ...attempt, signal: signal.aborted ? signal : whileUnsent } : attempt;
}

function poolOf(options: HttpClientOptions): Dispatcher {
  const pool: Agent.Options = {
    connect: { timeout: options.connectTimeoutMs },
    // The request's own limit covers both; undici's defaults would end a slow answer earlier.
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveMaxTimeout: IDLE_CONNECTION_LIMIT_MS,
    maxResponseSize: MAX_ANSWER_BYTES,
  };
  return createPool(pool, options.proxy);
}

/** Messages of HTTP libraries may repeat the URL, which contains the address in a look-up: only codes pass. */
function reasonOf(error: unknown): string {
  const code = codeOf(error);
  if (error instanceof ContentCodingError) return error.message;
  const proxyStatus = proxyStatusIn(error);
  if (proxyStatus !== undefined) return proxyRefusal(proxyStatus);
  if (error instanceof errors.ConnectTimeoutError) return 'no connection within the time limit';
  if (error instanceof errors.ResponseExceededMaxSizeError) return 'the answer is larger than 512 KiB';
  return code ? `the connection failed (${code})` : 'the connection failed';
}

/** Checked by its shape: system errors do not belong to the realm in which a test runs. */
function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/**
 * Whether the proxy refused the connection. Some hosts are reached directly, and an error names a host or a port. If
 * the host has the same one, the error does not show which of the two it was.
 */
function isConnectionTo(proxy: URL, error: unknown, url: URL): boolean {
  if (error instanceof errors.ConnectTimeoutError) {
    return error.message.includes(`${proxy.hostname}:${portOf(proxy)}`);
  }
  if (typeof error !== 'object' || error === null) return false;
  const failures: unknown[] = 'errors' in error && Array.isArray(error.errors) ? error.errors : [error];
  return failures.some((failure) => {
    if (typeof failure !== 'object' || failure === null) return false;
    if ('hostname' in failure) return failure.hostname === proxy.hostname;
    return 'port' in failure && failure.port === portOf(proxy) && portOf(proxy) !== portOf(url);
  });
}

function portOf({ port, protocol }: URL): number {
  return Number(port) || (protocol === 'https:' ? 443 : 80);
}

/** The host only: the rest of its address may contain a password. */
function unreachableProxy({ url }: Proxy, code: string | undefined): string {
  const reason = code === undefined ? '' : ` (${code})`;
  return `the proxy ${new URL(url).host} of HTTPS_PROXY cannot be reached${reason}; start it, or set HTTPS_PROXY to one that runs`;
}

/** undici has no error class for a proxy that refuses the tunnel. */
function proxyStatusIn(error: unknown): number | undefined {
  const status = error instanceof Error ? /^Proxy response \((\d{3})\)/.exec(error.message)?.[1] : undefined;
  return status === undefined ? undefined : Number(status);
}

function proxyRefusal(status: number): string {
  const refused = `the proxy of HTTPS_PROXY answered ${status} and did not connect`;
  if (status === 407) return `${refused}; give its user and password in HTTPS_PROXY`;
  if (status === 403) return `${refused}; it must allow this host`;
  return `${refused}; see whether it reaches this host`;
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
