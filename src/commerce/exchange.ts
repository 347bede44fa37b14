import type { Dispatcher } from 'undici';
import { decodeContent } from './contentCoding';
import type { HttpRequest } from './httpRequest';

export interface ExchangeLimits {
  /** Ends the exchange with the signal's reason. */
  readonly signal: AbortSignal;
  /** From the request to the last byte of the response. */
  readonly limitMs: number;
  /** Limit for the decoded body. If left out, the body is not decoded. */
  readonly maxBytes?: number;
}

export interface WholeResponse {
  readonly status: number;
  readonly headers: ResponseHeaders;
  readonly text: string;
}

type ResponseHeaders = Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>[2];

/** The whole response did not arrive within its limit. */
export class ExchangeTimeoutError extends Error {}

/**
 * Sends a request and reads its whole response with undici's `dispatch`. undici's `request` creates a stream and a
 * signal for each request, which is half of a request's cost.
 * @throws ExchangeTimeoutError, ContentCodingError, the reason of the signal, or undici's error
 */
export function exchange(
  dispatcher: Dispatcher,
  request: HttpRequest,
  limits: ExchangeLimits,
): Promise<WholeResponse> {
  return new Promise((resolve, reject) => {
    const handler = new Exchange(limits, resolve, reject);
    const { origin, pathname, search } = request.url;
    const { method, headers, body = null } = request;
    dispatcher.dispatch({ origin, path: pathname + search, method, headers, body }, handler);
  });
}

const UTF8 = new TextDecoder();

class Exchange implements Dispatcher.DispatchHandler {
  private readonly chunks: Buffer[] = [];
  private readonly abortListeners: Set<() => void>;
  private readonly timer: NodeJS.Timeout;
  private controller: Dispatcher.DispatchController | undefined;
  private response: Pick<WholeResponse, 'status' | 'headers'> | undefined;
  private isEnded = false;
  private cutOffBy: Error | undefined;

  constructor(
    private readonly limits: ExchangeLimits,
    private readonly resolve: (response: WholeResponse | Promise<WholeResponse>) => void,
    private readonly reject: (error: Error) => void,
  ) {
    this.abortListeners = abortListenersOf(limits.signal);
    this.timer = setTimeout(() => this.cutOff(new ExchangeTimeoutError()), limits.limitMs);
    this.abortListeners.add(this.abort);
    if (limits.signal.aborted) this.abort();
  }

  /** A request that ended while it waited for a connection is not sent. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.cutOffBy) controller.abort(this.cutOffBy);
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: ResponseHeaders): void {
    const isInterim = status < 200;
    if (!isInterim) this.response = { status, headers };
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (!this.response || !this.end()) return;
    const [only, ...others] = this.chunks;
    const bytes = others.length === 0 ? only : Buffer.concat(this.chunks);
    const { response } = this;
    const { maxBytes } = this.limits;
    const coding = response.headers['content-encoding'];
    if (coding === undefined || bytes === undefined || maxBytes === undefined) {
      this.resolve({ ...response, text: UTF8.decode(bytes) });
      return;
    }
    const decoding = decodeContent(bytes, String(coding), maxBytes);
    this.resolve(decoding.then((decoded) => ({ ...response, text: UTF8.decode(decoded) })));
  }

  onResponseError(_: unknown, error: Error): void {
    if (this.end()) this.reject(error);
  }

  private readonly abort = (): void => {
    this.cutOff(this.limits.signal.reason as Error);
  };

  private cutOff(error: Error): void {
    if (!this.end()) return;
    this.cutOffBy = error;
    this.reject(error);
    this.controller?.abort(error);
  }

  /** Returns false if it had ended before. */
  private end(): boolean {
    if (this.isEnded) return false;
    this.isEnded = true;
    clearTimeout(this.timer);
    this.abortListeners.delete(this.abort);
    return true;
  }
}

const abortListeners = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * One listener per signal calls these: a signal scans all its listeners whenever one is added or removed, and rows
 * share theirs.
 */
function abortListenersOf(signal: AbortSignal): Set<() => void> {
  const known = abortListeners.get(signal);
  if (known) return known;
  const listeners = new Set<() => void>();
  signal.addEventListener('abort', () => listeners.forEach((listener) => listener()), { once: true });
  abortListeners.set(signal, listeners);
  return listeners;
}
