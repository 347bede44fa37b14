import { Problem } from '../problems/problem';

const WINDOW_MS = 60_000;
/** A caller that repeats its own requests makes no guesses, and one that has lost its inputs can still try a few. */
const MOST = 30;

export interface GuessLimit {
  /** @throws Problem `too-many-requests` if the caller has no guess left in this minute */
  assertMayGuess(caller: string): void;
  /** Counts an input that differs from the onboarding's input. */
  count(caller: string): void;
}

/** Limits how often a caller without the right to read can test whether an input is the onboarding's input. */
export function createGuessLimit(now: () => number = () => performance.now()): GuessLimit {
  const guesses = new Map<string, { count: number; readonly untilMs: number }>();
  const current = (caller: string) => {
    const counted = guesses.get(caller);
    return counted && now() < counted.untilMs ? counted : { count: 0, untilMs: now() + WINDOW_MS };
  };
  return {
    assertMayGuess: (caller) => {
      const { count, untilMs } = current(caller);
      if (count < MOST) return;
      throw new Problem(
        'too-many-requests',
        {
          detail: `It sent ${MOST} different inputs for existing onboardings within a minute, which requires the right read`,
        },
        { 'retry-after': String(Math.ceil((untilMs - now()) / 1000)) },
      );
    },
    count: (caller) => {
      const counted = current(caller);
      counted.count += 1;
      guesses.set(caller, counted);
    },
  };
}
