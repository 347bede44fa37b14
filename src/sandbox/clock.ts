/** The only clock of the sandbox's Commerce, so that its `Date` headers and its timestamps agree. */
export class Clock {
  constructor(private readonly offsetMs: number) {}

  now(): number {
    return Date.now() + this.offsetMs;
  }

  /** For the header `Date`. */
  httpDate(): string {
    return new Date(this.now()).toUTCString();
  }

  /** As Commerce writes `created_at`: UTC, `YYYY-MM-DD HH:MM:SS`. */
  timestamp(): string {
    return new Date(this.now()).toISOString().slice(0, 19).replace('T', ' ');
  }
}
