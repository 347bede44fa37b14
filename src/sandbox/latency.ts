/** How long the sandbox takes to answer, in milliseconds. */
export interface LatencyMs {
  /** For a successful create. The customer exists, and has its mail, after the first quarter. */
  readonly createMs: number;
  /** For anything that Commerce refuses. */
  readonly refusedMs: number;
  readonly updateMs: number;
  /** For searches and reads. */
  readonly lookUpMs: number;
  readonly tokenMs: number;
}

/** `measured`: like a real Commerce on a small machine; only the token's latency is a guess. */
export type LatencyOption = 'none' | 'measured' | LatencyMs;

const NONE: LatencyMs = { createMs: 0, refusedMs: 0, updateMs: 0, lookUpMs: 0, tokenMs: 0 };
const MEASURED: LatencyMs = { createMs: 800, refusedMs: 100, updateMs: 600, lookUpMs: 50, tokenMs: 100 };

export function latencyOf(option: LatencyOption): LatencyMs {
  if (option === 'none') return NONE;
  return option === 'measured' ? MEASURED : option;
}
