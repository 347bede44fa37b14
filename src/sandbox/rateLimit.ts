import { jsonAnswer, type Answer } from './answer';

/** Commerce's rate limit: it answers 429 to requests beyond it and does not carry them out. */
export interface RateLimitOption {
  /** Requests in each second of this machine's clock. */
  readonly perSecond: number;
  /** The `Retry-After` header of a refused request, in seconds. If left out, there is none. */
  readonly retryAfterSeconds?: number;
}

export class RateLimit {
  private second = 0;
  private taken = 0;

  constructor(private limit: RateLimitOption | undefined) {}

  change(limit: RateLimitOption | undefined): void {
    this.limit = limit;
  }

  /** The refusal of a request that just arrived, or `null` if it is accepted. */
  refusal(nowMs: number): Answer | null {
    if (!this.limit) return null;
    const second = Math.floor(nowMs / 1000);
    if (second !== this.second) {
      this.second = second;
      this.taken = 0;
    }
    this.taken += 1;
    return this.taken > this.limit.perSecond ? tooManyRequests(this.limit) : null;
  }
}

function tooManyRequests({ retryAfterSeconds }: RateLimitOption): Answer {
  const answer = jsonAnswer(429, { message: 'Too Many Requests' });
  if (retryAfterSeconds === undefined) return answer;
  return { ...answer, headers: { ...answer.headers, 'retry-after': String(retryAfterSeconds) } };
}
