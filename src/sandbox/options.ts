import type { FaultRule } from './faults';
import { latencyOf, type LatencyMs, type LatencyOption } from './latency';
import type { RateLimitOption } from './rateLimit';

export interface SandboxOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default 127.0.0.1. Another address is for a container, whose network is its own: the sandbox asks for no key. */
  readonly host?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** The path segment of `REST_ENDPOINT`. */
  readonly tenant?: string;
  /** How long a token is valid; `expires_in` has it in whole seconds, rounded down. Default 24 h minus a second. */
  readonly tokenLifetimeMs?: number;
  /** How far the clock of its Commerce is ahead of this machine's; negative if it is behind. */
  readonly clockOffsetMs?: number;
  /** The language of refusals. */
  readonly language?: Language;
  readonly latency?: LatencyOption;
  /**
   * Like older releases: refuses an update without `website_id` with `"Associate to Website" is a required value.`
   */
  readonly requireWebsiteOnUpdate?: boolean;
  /** `website` (default): an address may have one customer on each website; `global`: one on all of them. */
  readonly accountSharing?: 'website' | 'global';
  /** The codes of the custom attributes that customers have; its Commerce silently drops others. Default: none. */
  readonly customerAttributes?: readonly string[];
  readonly faults?: readonly FaultRule[];
  /** How many requests its Commerce handles at once; others wait for their turn. Default: no limit. */
  readonly atOnce?: number;
  /** If left out, its Commerce has no rate limit. */
  readonly rateLimit?: RateLimitOption | undefined;
  /** The file for its customers and mails; a sandbox that starts with the same file has them again. Default: none. */
  readonly stateFile?: string | undefined;
  /** For random decisions: the answers to a race's losers, and faults by share. */
  readonly seed?: number;
}

export type Language = 'en' | 'de';

/** The options with all defaults filled in. */
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
    customerAttributes: [],
    faults: [],
    atOnce: Infinity,
    rateLimit: undefined,
    stateFile: undefined,
    seed: 1,
    ...rest,
    latency: latencyOf(latency),
  };
}
