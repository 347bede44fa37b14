import type { Answer } from '../answer';
import { StepFailure } from '../failure';

/** What holds requests back: a closed set, as it is the label of a metric. */
export const SLOWDOWN_REASONS = ['refused', 'retryAfter', 'failing', 'slow', 'bound'] as const;
export type SlowdownReason = (typeof SLOWDOWN_REASONS)[number];

/** The last thing that slowed the requests to a service down. */
export interface Slowdown {
  readonly reason: Exclude<SlowdownReason, 'bound'>;
  /** What the service did, after its name. */
  readonly what: string;
  readonly at: Date;
}

export interface HeldBack {
  readonly service: 'IMS' | 'Commerce';
  readonly slowdown: Slowdown | undefined;
  readonly isBound: boolean;
  /** How long the service still wants us to wait (`Retry-After`). */
  readonly heldForMs: number;
  /** How long the service has answered nothing, though it was asked. */
  readonly silentForMs: number;
  /** When the request could be sent. */
  readonly inMs: number;
}

export function whatSlowedDown(reason: Slowdown['reason'], answer: Answer): Slowdown {
  return {
    reason,
    what: reason === 'slow' ? 'took far longer than usual to answer' : wordsOf(answer),
    at: new Date(),
  };
}

function wordsOf(answer: Answer): string {
  return answer.kind === 'answered' ? `answered ${answer.status}` : 'gave no answer';
}

/** Longer than any service takes that is well. */
const SILENT_MS = 10_000;

/** The failure of a request that had no turn while its attempt had time for it: its cause is what slowed us down. */
export function heldBack(held: HeldBack): StepFailure {
  const { service, slowdown, isBound, heldForMs, silentForMs, inMs } = held;
  const retryAfterMs = Math.max(0, Math.ceil(inMs));
  if (heldForMs === 0 && silentForMs >= SILENT_MS) {
    const silence = `${service} has answered nothing for ${Math.round(silentForMs / 1_000)} s`;
    const message = `${silence}; this request waited, and is sent as soon as ${service} takes it`;
    return new StepFailure(unavailable(service), message, { retryAfterMs });
  }
  if (isBound || !slowdown) {
    const cause = isBound
      ? 'ONBOARDING_MAX_REQUESTS_PER_SECOND is used up'
      : `more requests wait for ${service} than its rate allows`;
    return new StepFailure('RateLimited', `${cause}; this request waited, and is sent when it has its turn`, {
      retryAfterMs,
    });
  }
  const asked = heldForMs > 0 ? ` and asked to wait until ${clock(Date.now() + heldForMs)}` : '';
  const when = heldForMs > 0 ? 'then' : `as soon as ${service} takes it`;
  const message = `${service} ${slowdown.what} at ${clock(slowdown.at.getTime())}${asked}; this request waited, and is sent ${when}`;
  return new StepFailure(typeOf(service, slowdown), message, { retryAfterMs, isHeld: heldForMs > 0 });
}

function typeOf(service: HeldBack['service'], { what }: Slowdown): StepFailure['type'] {
  if (what === 'answered 429') return 'RateLimited';
  return unavailable(service);
}

function unavailable(service: HeldBack['service']): StepFailure['type'] {
  return service === 'IMS' ? 'ImsUnavailable' : 'CommerceUnavailable';
}

function clock(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(11, 16)} UTC`;
}
