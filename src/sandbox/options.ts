import type { FaultRule } from './faults';
import { latencyOf, type LatencyMs, type LatencyOption } from './latency';
import type { RateLimitOption } from './rateLimit';

export interface SandboxOptions {
  /** Default 0: a free one. */
  readonly port?: number;
  /** Default 127.0.0.1. Another address is for a container, whose network is its own: the sandbox asks for no key. */
  readonly host?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** The path segment of `REST_ENDPOINT`. */
  readonly tenant?: string;
  /** How long a token is accepted; `expires_in` says it in whole seconds, rounded down. Default 24 h less a second. */
  readonly tokenLifetimeMs?: number;
  /** How far the clock of its Commerce is ahead of this machine's (behind, where negative). */
  readonly clockOffsetMs?: number;
  /** The language of refusals. */
  readonly language?: Language;
  readonly latency?: LatencyOption;
  /** As older releases: an update without `website_id` is refused with `"Associate to Website" is a required value.` */
  readonly requireWebsiteOnUpdate?: boolean;
  /** `website` (default): an address may have a customer on each website; `global`: one in all. */
  readonly accountSharing?: 'website' | 'global';
  readonly faults?: readonly FaultRule[];
  /** How many requests its Commerce does at once; others wait for their turn. Default: all that come. */
  readonly atOnce?: number;
  /** Left out, its Commerce takes whatever comes. */
  readonly rateLimit?: RateLimitOption | undefined;
  /** Where its customers and mails are kept; a sandbox that is started with the same file has them. Default: nowhere. */
  readonly stateFile?: string | undefined;
  /** For all that is drawn by lot: who loses a race how, and faults by share. */
  readonly seed?: number;
}

export type Language = 'en' | 'de';

/** The options with every default filled in. */
export interface ResolvedOptions extends Required<Omit<SandboxOptions, 'latency'>> {
  readonly latency: LatencyMs;
}

export function resolveOptions(options: SandboxOptions): ResolvedOptions {
  const { latency = 'none', ...rest } = options;
  return {
    port: 0,
    host: '127.0.0.1',
    clientId: 'sandbox-client',
    clientSecret: 'sandbox-secret',
    tenant: 'sandbox-tenant',
    tokenLifetimeMs: 86_399_000,
    clockOffsetMs: 0,
    language: 'en',
    requireWebsiteOnUpdate: false,
    accountSharing: 'website',
    faults: [],
    atOnce: Infinity,
    rateLimit: undefined,
    stateFile: undefined,
    seed: 1,
    ...rest,
    latency: latencyOf(latency),
  };
}
