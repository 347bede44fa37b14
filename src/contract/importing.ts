import type { EventSubscriber } from './eventSubscriber';
import type { Failure, FailureType } from './failures';
import type { Difference, OnboardingInput } from './onboarding';

/** The workflow that imports a chunk of rows. */
export const IMPORT_WORKFLOW_TYPE = 'importCustomers';

/** The most rows of a chunk, and the most bytes of their JSON: the limit that is reached first applies. */
export const CHUNK_LIMITS = { rows: 500, bytes: 512 * 1024 } as const;

/** One row of an import. */
export interface ImportRow {
  /** From 1, in file order; a header is not counted. */
  row: number;
  input: OnboardingInput;
}

/** Input of the workflow `importCustomers`. */
export interface ImportChunk {
  importId: string;
  /** Hash of the endpoint: workers of another endpoint refuse the chunk. */
  tenant: string;
  /** From 0. */
  chunk: number;
  rows: ImportRow[];
  /** Stops the chunk if its first rows are all refused in the same way. */
  stopsWhenRefusedAlike?: true;
}

/** How many first rows must be refused in the same way before such a chunk stops. */
export const REFUSED_ALIKE_ROWS = 20;

/** The beginning of the failure's message for such a chunk. */
export const REFUSED_ALIKE = `the first ${REFUSED_ALIKE_ROWS} rows were all refused alike: `;

/** Only the first chunks stop in this way: rows in the middle of a file may well be of one kind. */
export const FIRST_CHUNKS = 4;

/** The outcome of a row: `adopted` if somebody else made the customer, and `onExisting: "adopt"` took it over. */
export type RowOutcome =
  | { row: number; outcome: 'made' | 'adopted'; customerId: number; differences?: Difference[] }
  | { row: number; outcome: 'refused'; failure: Failure };

/** A row that failed and is retried. */
export interface RetriedRow {
  row: number;
  tries: number;
  /** The type of its last failure. */
  type: FailureType;
  /** Tries while Commerce was healthy: only they count against the row. */
  counted: number;
  /**
   * The probability that a good row fails so often, given how the other rows fare. The row is refused once it is very
   * small.
   */
  chance: number;
}

/** The number of rows per outcome. */
export type RowCounts = Readonly<Record<RowOutcome['outcome'], number>>;

/** Result of the workflow `importCustomers`: one outcome for each row, in order. */
export interface ImportedChunk {
  outcomes: RowOutcome[];
}

/**
 * What a failed or terminated run of a chunk did: the workflow's second argument. Like that of an onboarding, it is
 * only a claim.
 */
export interface FailedChunk {
  /** The run that failed. Earlier versions left this out. */
  runId?: string;
  /** When the chunk first started, RFC 3339. For workers of earlier versions. */
  firstStartedAt: string;
  outcomes: RowOutcome[];
}

/** The signal that reports the rows that are retried repeatedly, and also that there are none any more. */
export const RETRIED_ROWS_SIGNAL = 'rowsTriedAgain';

export interface RetriedRows {
  rows: Pick<RetriedRow, 'row' | 'type'>[];
  /** The number of further rows, which are not listed. */
  more: number;
}

export interface ImportActivities {
  /**
   * The custom attribute for the marker (`ONBOARDING_MARKER_ATTRIBUTE`) of this worker; null if it is not set. The
   * history keeps it, so that every POST of the run has the marker, or none has.
   */
  markerAttribute(): Promise<string | null>;
  importChunk(request: ImportChunkRequest): Promise<ImportedRows>;
}

/** What the activity returns: the workflow's result, and the endpoints that want events of imports. */
export interface ImportedRows extends ImportedChunk {
  /** Left out if there are none. */
  subscribers?: readonly EventSubscriber[];
}

export interface ImportChunkRequest {
  chunk: ImportChunk;
  /**
   * When this run first started, RFC 3339; a reset does not change it. Earlier versions used the start of the failed
   * run.
   */
  firstStartedAt: string;
  /** The run before any reset: if it differs from the task's own run, the run was reset. */
  originalRunId: string;
  /** Present only if the run has a second argument, whose claims are compared with the server's record. */
  earlierOutcomes?: RowOutcome[];
  /** The custom attribute for the marker. Left out, the run's POSTs have none. */
  markerAttribute?: string;
}
