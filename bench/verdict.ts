import type { Stage } from './stage/stage';

/** What a scenario found. Each file of a scenario exports a function `run` that gives one. */
export interface ScenarioResult {
  readonly name: string;
  readonly verdicts: readonly Verdict[];
  readonly figures: readonly Table[];
}

/** A bound that the project sets itself, and whether this run kept it. */
export interface Verdict {
  readonly bound: string;
  readonly measured: string;
  readonly ok: boolean;
}

/** Figures as the document shows them: the first cell of a row names it. */
export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

export interface ScenarioOptions {
  /** Sees that everything works, in seconds; its rates mean nothing. */
  readonly quick: boolean;
  /** The form of a scenario that takes long, where there is a shorter one. */
  readonly long: boolean;
  /** Takes a line for the person who waits. */
  readonly say: (line: string) => void;
  /** What scenarios share; started for the first that asks, and stopped after the last. */
  readonly stage: () => Promise<Stage>;
}

export interface Bound {
  /** What is bounded, in words. */
  readonly what: string;
  readonly limit: number;
  readonly unit?: string;
}

export function atLeast({ what, limit, unit = '' }: Bound, measured: Measured): Verdict {
  return verdict(`${what}: at least ${limit}${unit}`, measured, unit, measured.value >= limit);
}

export function atMost({ what, limit, unit = '' }: Bound, measured: Measured): Verdict {
  return verdict(`${what}: at most ${limit}${unit}`, measured, unit, measured.value <= limit);
}

interface Measured {
  readonly value: number;
  /** The least and the most that a round gave. */
  readonly least?: number;
  readonly most?: number;
}

function verdict(bound: string, { value, least, most }: Measured, unit: string, ok: boolean): Verdict {
  const spread = least === undefined || most === undefined ? '' : ` (${shown(least)} to ${shown(most)})`;
  return { bound, measured: `${shown(value)}${unit}${spread}`, ok };
}

/** Three digits that count; more are noise. */
export function shown(value: number): string {
  return String(rounded(value));
}

export function rounded(value: number): number {
  return Number(value.toPrecision(value >= 1_000 ? 4 : 3));
}
