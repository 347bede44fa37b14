/** A custom attribute of the shop's customers, and the value in it that only one onboarding sends. */
export interface Marker {
  readonly attribute: string;
  readonly value: string;
}

export interface MarkedRun {
  /** Undefined if its POSTs have no marker. */
  readonly attribute: string | undefined;
  /** The run before any reset. */
  readonly originalRunId: string;
  /** Of an import: its rows are different onboardings. */
  readonly row?: number;
}

/**
 * The marker of a run's POSTs. The server chooses the ID of a run at random when it starts: nobody who signs up in the
 * shop can guess it.
 */
export function markerOfRun({ attribute, originalRunId, row }: MarkedRun): Marker | undefined {
  if (attribute === undefined) return undefined;
  return { attribute, value: row === undefined ? originalRunId : `${originalRunId}/${row}` };
}
