interface Waiter<T> {
  readonly accepts: (value: T) => boolean;
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/** Lets tests wait for a future value, with a time limit. */
export class Waiters<T> {
  private readonly waiting = new Set<Waiter<T>>();

  constructor(private readonly what: string) {}

  /** The next value that is accepted; rejects if none comes within `withinMs`. */
  next(accepts: (value: T) => boolean, withinMs: number): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.delete(waiter);
        reject(new Error(`No ${this.what} came within ${withinMs} ms.`));
      }, withinMs);
      const waiter: Waiter<T> = { accepts, resolve, reject, timer };
      this.waiting.add(waiter);
    });
  }

  happened(value: T): void {
    for (const waiter of this.waiting) {
      if (!waiter.accepts(value)) continue;
      this.end(waiter);
      waiter.resolve(value);
    }
  }

  stop(): void {
    for (const waiter of this.waiting) {
      this.end(waiter);
      waiter.reject(new Error(`The sandbox was stopped before a ${this.what} came.`));
    }
  }

  private end(waiter: Waiter<T>): void {
    clearTimeout(waiter.timer);
    this.waiting.delete(waiter);
  }
}
