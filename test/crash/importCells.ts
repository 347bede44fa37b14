import { type Boundary } from './cells';
import { WIRE_FAULTS, type WireFaultName } from './wireFaults';

/** The progress of a chunk: one of its rows is at the boundary, or all are done and the run is not closed yet. */
export const ROW_BOUNDARIES = ['before', 'sent', 'answered'] as const satisfies Boundary[];
export const CHUNK_FAULTS = ['killWorker', 'terminateWorker', 'cancel'] as const;

export interface ImportWireCell {
  readonly name: string;
  readonly request: 'create' | 'update';
  readonly fault: WireFaultName | 'outage' | 'poison';
}

export interface ImportProcessCell {
  readonly name: string;
  readonly request: 'create' | 'update';
  readonly boundary: (typeof ROW_BOUNDARIES)[number];
  readonly fault: (typeof CHUNK_FAULTS)[number];
  /**
   * The number of requests of the kind that pass before: for the first row, for one in the middle, for the last one.
   */
  readonly after: number;
}

export const IMPORTED_ROWS = 24;

/** Faults on the wire for one row of a chunk, for all rows for a while, or for one row permanently. */
export function importWireCells(): ImportWireCell[] {
  return (['create', 'update'] as const).flatMap((request) =>
    [...WIRE_FAULTS, 'outage' as const, 'poison' as const].map((fault) => ({
      ...{ request, fault },
      name: `import/${request}/${fault}`,
    })),
  );
}

/** Faults of the worker and of the chunk's run. */
export function importProcessCells(): ImportProcessCell[] {
  return (['create', 'update'] as const).flatMap((request) =>
    ROW_BOUNDARIES.flatMap((boundary) =>
      CHUNK_FAULTS.flatMap((fault) =>
        [0, 11, IMPORTED_ROWS - 1].map((after) => ({
          ...{ request, boundary, fault, after },
          name: `import/${request}@${boundary}/${fault}/after ${after}`,
        })),
      ),
    ),
  );
}
