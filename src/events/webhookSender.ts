import { Webhook } from 'standardwebhooks';
import { type Dispatcher, errors, request } from 'undici';
import { createPool, type Proxy } from '../commerce/connectionPool';
import { parseRetryAfterMs } from '../commerce/retryAfter';
import { packageVersion } from '../contract/parse/packageVersion';
import type { CloudEvent } from './cloudEvent';
import { AddressRefused, assertReachable, guardedLookup } from './publicAddress';
import type { WebhookEndpoint } from './webhookEndpoint';

export type SendResult =
  /** The endpoint answered 2xx. */
  | { readonly kind: 'accepted'; readonly status: number }
  /** It did not, and may accept the event later. */
  | { readonly kind: 'notAccepted'; readonly reason: string; readonly retryAfterMs?: number | undefined }
  /** It never will: it answered 410, as the specification says for an endpoint that is gone. */
  | { readonly kind: 'gone'; readonly reason: string };

/** The whole exchange. A receiver stores the event and answers; it works on it later. */
const REQUEST_LIMIT_MS = 15_000;
const CONNECT_LIMIT_MS = 5_000;
/** Networks drop idle connections silently. */
const IDLE_CONNECTION_LIMIT_MS = 5_000;
/** The answer's body is not read beyond this. */
const MOST_BODY_BYTES = 16 * 1024;
const GONE = 410;

/** Sends events to one endpoint, signed by the Standard Webhooks specification. */
export class WebhookSender {
  private readonly pool: Dispatcher;
  private readonly signers: readonly Webhook[];

  constructor(
    readonly endpoint: WebhookEndpoint,
    proxy?: Proxy,
  ) {
    this.signers = endpoint.secrets.map((secret) => new Webhook(secret));
    const connect = { timeout: CONNECT_LIMIT_MS, lookup: guardedLookup(endpoint) };
    this.pool = createPool({ connect, keepAliveMaxTimeout: IDLE_CONNECTION_LIMIT_MS }, proxy);
  }

  /** @throws the reason of the signal */
  async send(event: CloudEvent, signal?: AbortSignal): Promise<SendResult> {
    const limit = AbortSignal.timeout(REQUEST_LIMIT_MS);
    try {
      assertReachable(this.endpoint);
      const body = JSON.stringify(event);
      const answer = await request(this.endpoint.url, {
        dispatcher: this.pool,
        method: 'POST',
        headers: { ...this.signature(event.id, body), ...HEADERS },
        body,
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
      });
      // Reads the rest, so that the connection can be used again.
      await answer.body.dump({ limit: MOST_BODY_BYTES });
      return resultOf(answer);
    } catch (error) {
      signal?.throwIfAborted();
      const reason = limit.aborted ? `no answer within ${REQUEST_LIMIT_MS / 1_000} s` : reasonOf(error);
      return { kind: 'notAccepted', reason };
    }
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }

  private signature(id: string, body: string): Record<string, string> {
    const at = new Date();
    return {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': this.signers.map((signer) => signer.sign(id, at, body)).join(' '),
    };
  }
}

const HEADERS = {
  'content-type': 'application/cloudevents+json; charset=utf-8',
  'user-agent': `commerce-onboarding/${packageVersion}`,
};

function resultOf({ statusCode: status, headers }: Dispatcher.ResponseData): SendResult {
  if (status >= 200 && status < 300) return { kind: 'accepted', status };
  if (status === GONE) return { kind: 'gone', reason: 'answered 410: the endpoint is gone' };
  if (status >= 300 && status < 400) {
    return { kind: 'notAccepted', reason: `answered ${status}; redirects are not followed` };
  }
  const [after] = [headers['retry-after']].flat();
  return {
    kind: 'notAccepted',
    reason: `answered ${status}`,
    retryAfterMs: parseRetryAfterMs(after, new Date()),
  };
}

/** Messages of libraries may repeat the URL, which may contain a key: only codes pass. */
function reasonOf(error: unknown): string {
  if (error instanceof AddressRefused) return error.message;
  if (error instanceof errors.ConnectTimeoutError) return 'no connection within the time limit';
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  return code === undefined ? 'the connection failed' : `the connection failed (${code})`;
}
