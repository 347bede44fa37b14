/** What came of one HTTP request. */
export type Answer = Answered | Unanswered;

/** A whole answer arrived; whose it is and what it means is not judged here. */
export interface Answered {
  readonly kind: 'answered';
  readonly status: number;
  /** The body parsed, or undefined where it is not JSON. */
  readonly json: unknown;
  /** The service's own clock (`Date` header). */
  readonly date: Date | undefined;
  readonly retryAfterMs: number | undefined;
  /** From the request's first byte to the answer's last, where it was measured. */
  readonly tookMs?: number;
  /** What answered where the body is not JSON, such as `text/html from nginx: "403 Forbidden"`. */
  readonly page?: string;
}

/** No whole answer arrived: whether the service did what was asked is not known. */
export interface Unanswered {
  readonly kind: 'unanswered';
  /** In words without an address or a query. */
  readonly reason: string;
}
