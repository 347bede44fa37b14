import type { Failure, FailureType } from './failures';
import type { Difference, OnboardingInput } from './onboarding';

/** The workflow that imports a chunk of rows, and the one activity that it runs. */
export const IMPORT_WORKFLOW_TYPE = 'importCustomers';

/** The most rows of a chunk, and the most bytes of their JSON; whichever comes first. */
export const CHUNK_LIMITS = { rows: 500, bytes: 512 * 1024 } as const;

/** One row of an import. */
export interface ImportRow {
  /** From 1, in the order of the file; a header is not counted. */
  row: number;
  input: OnboardingInput;
}

/** Input of the workflow `importCustomers`. */
export interface ImportChunk {
  importId: string;
  /** Hash of the end point: workers of another one refuse it. */
  tenant: string;
  /** From 0. */
  chunk: number;
  rows: ImportRow[];
  /** Ends the chunk where its first rows are all refused alike. */
  stopsWhenRefusedAlike?: true;
}

/** How many of the first rows are refused alike before such a chunk is stopped. */
export const REFUSED_ALIKE_ROWS = 20;

/** How the message of such a chunk's failure begins. */
export const REFUSED_ALIKE = `the first ${REFUSED_ALIKE_ROWS} rows were all refused alike: `;

/** Chunks from which on that is no longer looked for: the rows in the middle of a file may well be of one kind. */
export const FIRST_CHUNKS = 4;

/** What became of a row: `adopted` where somebody else made the customer, and `onExisting: "adopt"` took it over. */
export type RowOutcome =
  | { row: number; outcome: 'made' | 'adopted'; customerId: number; differences?: Difference[] }
  | { row: number; outcome: 'refused'; failure: Failure };

/** A row that has failed and is tried again. */
export interface RetriedRow {
  row: number;
  tries: number;
  /** Of its last failure. */
  type: FailureType;
  /** Tries while Commerce was well, which say something of the row. */
  counted: number;
  /** That it is merely unlucky, as the other rows fare: it is refused once this is next to nothing. */
  chance: number;
}

/** How many rows have come to what. */
export type RowCounts = Readonly<Record<RowOutcome['outcome'], number>>;

/** Result of the workflow `importCustomers`: an outcome for each row, in their order. */
export interface ImportedChunk {
  outcomes: RowOutcome[];
}

/**
 * What a run of a chunk had done that failed, or was ended: the workflow's second argument. It is only a claim, as
 * that of an onboarding is.
 */
export interface FailedChunk {
  /** The run that failed. Left out by earlier code. */
  runId?: string;
  /** When the chunk first started, RFC 3339. For workers of earlier code. */
  firstStartedAt: string;
  outcomes: RowOutcome[];
}

/** Sent to the workflow when rows are tried again and again, and when there are none any more. */
export const RETRIED_ROWS_SIGNAL = 'rowsTriedAgain';

export interface RetriedRows {
  rows: Pick<RetriedRow, 'row' | 'type'>[];
  /** So many more are not named. */
  more: number;
}

export interface ImportActivities {
  importChunk(request: ImportChunkRequest): Promise<ImportedChunk>;
}

export interface ImportChunkRequest {
  chunk: ImportChunk;
  /** When this run first started, RFC 3339: survives a reset. Earlier code took that of a failed run over. */
  firstStartedAt: string;
  /** The run before any reset: another one than the task's own tells of a reset. */
  originalRunId: string;
  /** There where the run has a second argument, and only there: what it says is compared with the server's record. */
  earlierOutcomes?: RowOutcome[];
}
