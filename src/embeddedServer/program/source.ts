/** A Temporal CLI that can be run. */
export interface Program {
  path: string;
  /** Version of the server in it, such as `1.32.0`. */
  server: string;
}

/** A place where the program may be found. */
export interface Source {
  /** As a person calls it. */
  name: string;
  look: () => Promise<SourceOutcome>;
}

/** There, and of no use: worth a line to whoever set it up. */
export interface Unusable {
  kind: 'unusable';
  reason: string;
}

export type SourceOutcome =
  | { kind: 'found'; program: Program }
  /** Nothing there: the normal case of a source that is not set up. */
  | { kind: 'absent'; reason: string }
  | Unusable;

/** The path of a file that was downloaded, and was not run yet. */
export type DownloadOutcome = { kind: 'found'; path: string } | Unusable;

/** What the first source with a usable program gives; the reasons of those before it are added. */
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
