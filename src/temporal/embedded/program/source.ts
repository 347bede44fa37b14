/** A place where the program may be found. */
export interface Source {
  /** As a person calls it. */
  name: string;
  look: () => Promise<SourceOutcome>;
}

export type SourceOutcome =
  | { kind: 'found'; path: string }
  /** Nothing there: the normal case of a source that is not set up. */
  | { kind: 'absent'; reason: string }
  /** There, and of no use: worth a line to whoever set it up. */
  | { kind: 'unusable'; reason: string };

/** The path that the first source with a usable program gives; the reasons of those before it are added. */
export async function firstFound(
  sources: Source[],
  reasons: string[],
  log: (line: string) => void,
): Promise<string | null> {
  for (const { name, look } of sources) {
    const outcome = await look();
    if (outcome.kind === 'found') return outcome.path;
    const reason = `${name}: ${outcome.reason}.`;
    if (outcome.kind === 'unusable') log(reason);
    reasons.push(reason);
  }
  return null;
}
