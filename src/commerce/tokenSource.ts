import { unlessAborted } from '../contract/unlessAborted';
import { withAnySignal } from '../contract/withAnySignal';
import { isRecord } from '../contract/isRecord';
import type { Answered } from './answer';
import { type Attempt, attemptWithin } from './attempt';
import { StepFailure } from './failure';
import type { HttpClient } from './httpClient';
import { shorten } from './messages';

export interface TokenSourceOptions {
  http: HttpClient;
  imsEndpoint: string;
  clientId: string;
  clientSecret: string;
  scope: string;
  /** Limit for one token request, independent of the attempts that wait for it. */
  requestTimeoutMs: number;
}

/** An access token of IMS. Its life counts from its receipt by our clock, so that clocks need not agree. */
export interface Token {
  readonly value: string;
  readonly validUntilMs: number;
  readonly renewFromMs: number;
}

const RENEW_BEFORE_MS = 10 * 60 * 1000;
const RENEW_SHARE_OF_LIFE = 0.2;
const RENEW_JITTER = 0.5;
/** A token that expires soon is still valid: if IMS is down then, nobody waits longer than this for a new one. */
const RENEW_WAIT_MS = 5_000;
const RENEW_AGAIN_AFTER_MS = 10_000;
/** IMS issues tokens for one day. */
const MAX_LIFE_MS = 7 * 24 * 3_600_000;
const PRINTABLE = /^[\x21-\x7e]+$/;

/**
 * Access tokens by OAuth's client credentials. The process caches them and sends one request, however many callers
 * wait.
 */
export class TokenSource {
  private current: Token | undefined;
  private inFlight: Promise<Token> | undefined;
  private renewAgainFromMs = 0;

  constructor(private readonly options: TokenSourceOptions) {}

  /** A token that need not be renewed yet, if there is one: most requests need not wait for theirs. */
  get atHand(): Token | undefined {
    const { current, renewAgainFromMs } = this;
    const now = Date.now();
    if (!current || now >= current.validUntilMs) return undefined;
    return now < Math.max(current.renewFromMs, renewAgainFromMs) ? current : undefined;
  }

  /**
   * @returns a token that is valid now
   * @throws StepFailure `InvalidCredentials`, `InvalidConfiguration`, `RateLimited`, `ImsUnavailable`,
   * `UnexpectedResponse`
   */
  async get(attempt: Attempt): Promise<Token> {
    const { atHand, current: cached } = this;
    if (atHand) return atHand;
    const now = Date.now();
    if (!cached || now >= cached.validUntilMs) return await unlessAborted(this.renew(), attempt.signal);
    const waitMs = Math.min(RENEW_WAIT_MS, cached.validUntilMs - now);
    try {
      return await withAnySignal([attempt.signal, AbortSignal.timeout(waitMs)], (signal) =>
        unlessAborted(this.renew(), signal),
      );
    } catch (error) {
      attempt.signal.throwIfAborted();
      const retryAfterMs = error instanceof StepFailure ? error.retryAfterMs : undefined;
      this.renewAgainFromMs = Date.now() + Math.max(RENEW_AGAIN_AFTER_MS, retryAfterMs ?? 0);
      return Date.now() < cached.validUntilMs ? cached : await unlessAborted(this.renew(), attempt.signal);
    }
  }

  /** Forgets a token that Commerce refused, unless another one has replaced it already. */
  drop(token: Token): void {
    if (this.current === token) this.current = undefined;
  }

  private renew(): Promise<Token> {
    this.inFlight ??= this.request().finally(() => (this.inFlight = undefined));
    return this.inFlight;
  }

  private async request(): Promise<Token> {
    const { http, imsEndpoint, clientId, clientSecret, scope, requestTimeoutMs } = this.options;
    // Not the first caller's attempt: its end must not take the token from the other callers.
    const shared = attemptWithin(requestTimeoutMs);
    const answer = await http.send(
      {
        kind: 'token',
        method: 'POST',
        url: new URL(`${imsEndpoint}/ims/token/v3`),
        headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: clientId,
          client_secret: clientSecret,
          scope,
        }).toString(),
      },
      shared,
    );
    if (answer.kind === 'unanswered') throw new StepFailure('ImsUnavailable', `IMS: ${answer.reason}`);
    const token = parseToken(answer);
    if (!token) throw imsFailure(answer);
    this.current = token;
    return token;
  }
}

function parseToken({ status, json }: Answered): Token | undefined {
  if (status < 200 || status > 299 || !isRecord(json)) return undefined;
  const { access_token: value, expires_in: seconds } = json;
  if (typeof value !== 'string' || !PRINTABLE.test(value)) return undefined;
  const lifeMs = Math.min(Number(seconds) * 1000, MAX_LIFE_MS);
  if (!(lifeMs > 0)) return undefined;
  const jitter = 1 + RENEW_JITTER * Math.random();
  const marginMs = Math.min(RENEW_BEFORE_MS, lifeMs * RENEW_SHARE_OF_LIFE) * jitter;
  const now = Date.now();
  return { value, validUntilMs: now + lifeMs, renewFromMs: now + lifeMs - marginMs };
}

/** OAuth errors about IMS itself, whatever their status. */
const OWN_TROUBLE: readonly string[] = ['temporarily_unavailable', 'server_error'];
const WRONG_CLIENT: readonly string[] = ['invalid_client', 'unauthorized_client'];

/** Only IMS's own words can say that the credential or the scope is wrong. */
function imsFailure(answer: Answered): StepFailure {
  const { status, json, retryAfterMs } = answer;
  const error = isRecord(json) && typeof json['error'] === 'string' ? json['error'] : undefined;
  const message = shorten(whatAnswered(answer, error));
  const after = retryAfterMs === undefined ? {} : { retryAfterMs };
  if (status === 429) return new StepFailure('RateLimited', message, after);
  const isTrouble = error !== undefined && OWN_TROUBLE.includes(error);
  if (status >= 500 || status === 408 || isTrouble) return new StepFailure('ImsUnavailable', message, after);
  if (status < 400) return new StepFailure('UnexpectedResponse', `${message}, but no token`);
  if (error === undefined) return new StepFailure('ImsUnavailable', message, after);
  const isWrongClient = WRONG_CLIENT.includes(error) || status === 401;
  return new StepFailure(isWrongClient ? 'InvalidCredentials' : 'InvalidConfiguration', message);
}

function whatAnswered({ status, json, page }: Answered, error: string | undefined): string {
  if (error !== undefined) {
    const description = isRecord(json) ? json['error_description'] : undefined;
    return `IMS answered ${status}: ${typeof description === 'string' ? `${error}: ${description}` : error}`;
  }
  const of = page === undefined ? '' : ` (${page})`;
  if (status < 400 || status >= 500) return `IMS answered ${status}${of}`;
  return (
    `${status} was answered in place of IMS${of}. ` +
    'If it stays so, look for a proxy or firewall on the way, and check IMS_ENDPOINT'
  );
}
