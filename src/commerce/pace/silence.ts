/** For how long a service that was asked has answered nothing. */
export class Silence {
  private inFlight = 0;
  private sinceMs = 0;

  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.inFlight === 0) this.sinceMs = performance.now();
    this.inFlight += 1;
    try {
      return await work();
    } finally {
      this.inFlight -= 1;
    }
  }

  /** An answer arrived, whatever it says. */
  end(nowMs: number): void {
    this.sinceMs = nowMs;
  }

  /** 0 where no request is in flight. */
  forMs(nowMs: number): number {
    return this.inFlight > 0 ? nowMs - this.sinceMs : 0;
  }
}
