import type { Attempt } from '../attempt';

/** A request that waits: exactly one of `go` and `reject` is called. */
export interface Turn {
  /** Begun later, its attempt has too little time left for the request. By `performance.now()`. */
  readonly startByMs: number;
  go(): void;
  reject(reason: Error): void;
}

/** With less time left, a request is likely to be aborted, and its outcome must be looked up. */
const LEAST_TIME_LEFT_MS = 10_000;
/** The attempts of steps are shorter, those of imports far longer. */
const LONGEST_STEP_MS = 2 * 3_600_000;

/**
 * Who waits for a turn, the one with the least time first: an attempt that has sent one request already goes before
 * those that have not begun, and a single onboarding before an import, which has long.
 */
export class WaitingLine {
  private readonly turns: Turn[] = [];

  /** @param left called each time that one has left */
  constructor(private readonly left: () => void) {}

  get length(): number {
    return this.turns.length;
  }

  /** How many of them are steps, which go before rows of an import. */
  get steps(): number {
    const latestMs = performance.now() + LONGEST_STEP_MS;
    const rows = this.turns.findIndex(({ startByMs }) => startByMs > latestMs);
    return rows < 0 ? this.turns.length : rows;
  }

  get first(): Turn | undefined {
    return this.turns[0];
  }

  /** A copy, as those in it leave by `go` and `reject`. */
  inOrder(): readonly Turn[] {
    return [...this.turns];
  }

  /**
   * Resolves at its turn; rejects with the reason of the attempt's signal, or of `reject`.
   * @param joined called when it is in the line
   */
  async join(attempt: Attempt, joined: () => void): Promise<void> {
    const { signal } = attempt;
    let abort: () => void = () => undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        const leave = () => this.remove(turn);
        const leaveWith = (reason: Error) => {
          leave();
          reject(reason);
        };
        const go = () => {
          leave();
          resolve();
        };
        const turn: Turn = { startByMs: startByMs(attempt), go, reject: leaveWith };
        abort = () => leaveWith(signal.reason as Error);
        signal.addEventListener('abort', abort, { once: true });
        this.insert(turn);
        joined();
      });
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  private insert(turn: Turn): void {
    let place = this.turns.length;
    while (place > 0 && (this.turns[place - 1]?.startByMs ?? 0) > turn.startByMs) place -= 1;
    this.turns.splice(place, 0, turn);
  }

  private remove(turn: Turn): void {
    const place = this.turns.indexOf(turn);
    if (place < 0) return;
    this.turns.splice(place, 1);
    this.left();
  }
}

/** An attempt that is short from the start may wait for half of it. */
function startByMs(attempt: Attempt): number {
  const remainingMs = attempt.remainingMs();
  return performance.now() + remainingMs - Math.min(LEAST_TIME_LEFT_MS, remainingMs / 2);
}
