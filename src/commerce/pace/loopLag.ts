const EVERY_MS = 100;

/** How long this process was too busy to take an answer: that time is ours, and not the service's. */
export class LoopLag {
  private inFlight = 0;
  private lagMs = 0;

  /** Runs with the event loop watched. @returns the result, and how long the loop was blocked meanwhile */
  async during<Result>(work: () => Promise<Result>): Promise<{ result: Result; lagMs: number }> {
    const before = this.lagMs;
    this.inFlight += 1;
    if (this.inFlight === 1) this.watch();
    try {
      return { result: await work(), lagMs: this.lagMs - before };
    } finally {
      this.inFlight -= 1;
    }
  }

  private watch(): void {
    const dueAtMs = performance.now() + EVERY_MS;
    setTimeout(() => {
      this.lagMs += Math.max(0, performance.now() - dueAtMs);
      if (this.inFlight > 0) this.watch();
    }, EVERY_MS).unref();
  }
}
