/** Pauses that end with the sandbox: after `stop` none of them resolves. */
export class Timers {
  private readonly pending = new Set<NodeJS.Timeout>();

  /** Resolves after `ms`; 0 lets everything that has arrived be read first. */
  pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      if (ms <= 0) {
        setImmediate(resolve);
        return;
      }
      const timer = setTimeout(() => {
        this.pending.delete(timer);
        resolve();
      }, ms);
      this.pending.add(timer);
    });
  }

  stop(): void {
    for (const timer of this.pending) clearTimeout(timer);
    this.pending.clear();
  }
}
