/** How long the sandbox takes to answer, in milliseconds. */
export interface LatencyMs {
  /** A create that succeeds. The customer is there, and mailed, after the first quarter of it. */
  readonly createMs: number;
  /** Anything that Commerce refuses. */
  readonly refusedMs: number;
  readonly updateMs: number;
  /** Searches and reads. */
  readonly lookUpMs: number;
  readonly tokenMs: number;
}

/** `measured`: as a real Commerce on a small machine; only the token's is a guess. */
export type LatencyOption = 'none' | 'measured' | LatencyMs;

const NONE: LatencyMs = { createMs: 0, refusedMs: 0, updateMs: 0, lookUpMs: 0, tokenMs: 0 };
const MEASURED: LatencyMs = { createMs: 800, refusedMs: 100, updateMs: 600, lookUpMs: 50, tokenMs: 100 };

export function latencyOf(option: LatencyOption): LatencyMs {
  if (option === 'none') return NONE;
  return option === 'measured' ? MEASURED : option;
}
