import { type Boundary } from './cells';
import { WIRE_FAULTS, type WireFaultName } from './wireFaults';

/** How far a chunk has come: one of its rows is at the boundary, or all are done and the run is not closed yet. */
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
  /** So many requests of the kind pass before: the first row, one in the middle, the last one. */
  readonly after: number;
}

export const IMPORTED_ROWS = 24;

/** What the wire does to one row of a chunk, to all for a while, or to one for ever. */
export function importWireCells(): ImportWireCell[] {
  return (['create', 'update'] as const).flatMap((request) =>
    [...WIRE_FAULTS, 'outage' as const, 'poison' as const].map((fault) => ({
      ...{ request, fault },
      name: `import/${request}/${fault}`,
    })),
  );
}

/** What happens to the worker and the run of a chunk. */
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
