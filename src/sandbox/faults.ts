import type { RequestKind } from './requestKind';

/**
 * What goes wrong with a request. `made` says whether it is carried out first: with `true` the customer exists,
 * although the client cannot know it.
 */
export type Fault =
  /** Never answered; the connection stays open until the client gives up. */
  | { readonly kind: 'lose'; readonly made: boolean }
  /** The connection is reset (RST). */
  | { readonly kind: 'reset'; readonly made: boolean }
  /** Carried out at once, answered `byMs` late. */
  | { readonly kind: 'slow'; readonly byMs: number }
  /** Held for `byMs` and then carried out, even if the client closed the connection meanwhile. */
  | { readonly kind: 'late'; readonly byMs: number }
  /**
   * Carried out, but the answer is cut: `connection` ends it in the middle of the body that `Content-Length`
   * announced; `json` is complete HTTP with half of the JSON.
   */
  | { readonly kind: 'truncate'; readonly where: 'connection' | 'json' }
  /** A page of a proxy, or of Commerce in maintenance. */
  | { readonly kind: 'html'; readonly status: number; readonly made: boolean }
  /**
   * Any status; a `body` that is no string is sent as JSON. If left out, a 401, 403 or 404 has Commerce's own words,
   * and any other status no body.
   */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly made: boolean;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
    };

interface FaultTarget {
  readonly on: RequestKind | 'any';
  readonly what: Fault;
  /** Only requests for a customer with this address. */
  readonly email?: string;
  /** The number of requests of the kind that pass first; the rule counts the requests after them. */
  readonly after?: number;
  /** The rule ends so long after it was added. */
  readonly forMs?: number;
}

/** When a fault happens; requests count from the moment when the rule is added. */
export type FaultRule = FaultTarget &
  (
    | { readonly calls?: never; readonly count?: never; readonly share?: never }
    /** The nth requests of the kind, from 1. */
    | { readonly calls: readonly number[]; readonly count?: never; readonly share?: never }
    /** The first requests, so many of them. */
    | { readonly count: number; readonly calls?: never; readonly share?: never }
    /** Each request with this probability, from 0 to 1, drawn with the sandbox's seed. */
    | { readonly share: number; readonly calls?: never; readonly count?: never }
  );

interface Entry {
  readonly rule: FaultRule;
  readonly endsAtMs: number;
  /** The matching requests so far. */
  seen: number;
}

/** The active rules. The first that applies to a request decides. */
export class FaultPlan {
  private entries: Entry[] = [];

  constructor(
    rules: readonly FaultRule[],
    private readonly random: () => number,
    /** A monotonic clock in milliseconds. */
    private readonly nowMs: () => number = () => performance.now(),
  ) {
    for (const rule of rules) this.add(rule);
  }

  add(rule: FaultRule): void {
    this.entries.push({ rule, seen: 0, endsAtMs: this.nowMs() + (rule.forMs ?? Infinity) });
  }

  clear(): void {
    this.entries = [];
  }

  /** Rules that can still apply. */
  rules(): readonly FaultRule[] {
    return this.entries.filter((entry) => !this.isOver(entry)).map(({ rule }) => rule);
  }

  /** The fault of a request that just arrived, or `null`. */
  next(kind: RequestKind, body?: unknown): Fault | null {
    let chosen: Fault | null = null;
    for (const entry of this.entries) {
      if (entry.rule.on !== 'any' && entry.rule.on !== kind) continue;
      if (entry.rule.email !== undefined && entry.rule.email !== emailIn(body)) continue;
      entry.seen += 1;
      const call = entry.seen - (entry.rule.after ?? 0);
      if (call >= 1 && !this.isPast(entry) && this.applies(entry.rule, call)) chosen ??= entry.rule.what;
    }
    return chosen;
  }

  private isPast({ endsAtMs }: Entry): boolean {
    return this.nowMs() >= endsAtMs;
  }

  private isOver(entry: Entry): boolean {
    const { rule, seen } = entry;
    const last = rule.count ?? (rule.calls ? Math.max(...rule.calls) : Infinity);
    return this.isPast(entry) || seen - (rule.after ?? 0) >= last;
  }

  private applies(rule: FaultRule, call: number): boolean {
    if (rule.calls !== undefined) return rule.calls.includes(call);
    if (rule.count !== undefined) return call <= rule.count;
    if (rule.share !== undefined) return this.random() < rule.share;
    return true;
  }
}

function emailIn(body: unknown): unknown {
  const customer = memberOf(body, 'customer');
  return memberOf(customer, 'email');
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
