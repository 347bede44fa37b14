/** The result of one HTTP request. */
export type Answer = Answered | Unanswered;

/** A whole answer arrived. Whether the service sent it, and what it means, is decided elsewhere. */
export interface Answered {
  readonly kind: 'answered';
  readonly status: number;
  /** The parsed body; undefined if it is not JSON. */
  readonly json: unknown;
  /** The service's own clock (`Date` header). */
  readonly date: Date | undefined;
  readonly retryAfterMs: number | undefined;
  /** From the request's first byte to the answer's last, if it was measured. */
  readonly tookMs?: number;
  /** What answered if the body is not JSON, such as `text/html from nginx: "403 Forbidden"`. */
  readonly page?: string;
}

/** No whole answer arrived: whether the service carried out the request is unknown. */
interface Unanswered {
  readonly kind: 'unanswered';
  /** Contains no address and no query. */
  readonly reason: string;
}
