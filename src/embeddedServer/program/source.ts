/** A Temporal CLI that can run. */
export interface Program {
  path: string;
  /** Version of its server, such as `1.32.0`. */
  server: string;
}

/** A place to look for the program. */
export interface Source {
  /** A readable name. */
  name: string;
  look: () => Promise<SourceOutcome>;
}

/** It exists but is unusable, which its owner should know. */
interface Unusable {
  kind: 'unusable';
  reason: string;
}

export type SourceOutcome =
  | { kind: 'found'; program: Program }
  /** There is nothing, which is normal for a source that is not configured. */
  | { kind: 'absent'; reason: string }
  | Unusable;

/** The path of a downloaded file that has not run yet. */
export type DownloadOutcome = { kind: 'found'; path: string } | Unusable;

/** The first usable program of the sources; adds the reasons of the sources before it. */
export async function firstFound(
  sources: Source[],
  reasons: string[],
  log: (line: string) => void,
): Promise<Program | null> {
  for (const { name, look } of sources) {
    const outcome = await look();
    if (outcome.kind === 'found') return outcome.program;
    const reason = `${name}: ${outcome.reason}.`;
    if (outcome.kind === 'unusable') log(reason);
    reasons.push(reason);
  }
  return null;
}
