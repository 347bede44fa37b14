import { type Client, WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import type { Failure } from '../../contract/failures';
import type { ImportChunk, RowOutcome } from '../../contract/importing';
import { failureOf } from '../outcome';
import { untilAnswered } from '../untilAnswered';
import { beginChunk, type ImportCustomers } from './startChunk';

export interface RunChunksOptions {
  /** In the order of the file; read only as fast as chunks end. */
  chunks: AsyncIterable<ImportChunk>;
  taskQueue: string;
  /** The current limit of chunks in flight. */
  window: () => number;
  /** Called for each chunk in flight. */
  onStarted?: (chunk: ChunkInFlight) => void;
  /** Called for each chunk that is done, in any order. */
  onEnded?: (chunk: ChunkInFlight, outcomes: readonly RowOutcome[]) => void;
  /** Stops waiting; the chunks continue. */
  signal: AbortSignal;
}

export interface ChunkInFlight {
  readonly chunk: number;
  readonly rows: number;
  readonly workflowId: string;
  /** How many of its rows were done before; undefined for a chunk that was found running or done. */
  readonly doneBefore: number | undefined;
}

/** A chunk cannot continue, and neither can the others, because the cause is systemic. */
export class ChunkStopped extends Error {
  override readonly name = 'ChunkStopped';

  constructor(
    readonly workflowId: string,
    /** Null if an operator stopped it. */
    readonly failure: Failure | null,
  ) {
    super(
      failure ? `${failure.type}: ${failure.message}` : `the chunk ${workflowId} was ended by an operator`,
    );
  }
}

/** Chunks that end before an earlier one are kept in memory, up to this multiple of the window. */
const MOST_KEPT_WINDOWS = 4;

interface AwaitedChunk {
  readonly outcomes: Promise<RowOutcome[]>;
  state: 'running' | 'done' | 'failed';
}

/**
 * Hands chunks to the workers, a window at a time. Yields the outcomes of their rows in the order of the file.
 * @throws ChunkStopped; the signal's reason
 */
export async function* runChunks(client: Client, options: RunChunksOptions): AsyncGenerator<RowOutcome[]> {
  const { window, signal } = options;
  const chunks = options.chunks[Symbol.asyncIterator]();
  const queue: AwaitedChunk[] = [];
  const running = () => queue.filter(({ state }) => state === 'running');
  const mayStart = () => !isOver && !queue.some(({ state }) => state === 'failed');
  let isOver = false;
  while (!isOver || queue.length > 0) {
    while (mayStart() && running().length < window() && queue.length < window() * MOST_KEPT_WINDOWS) {
      signal.throwIfAborted();
      const next = await chunks.next();
      isOver = next.done === true;
      if (!next.done) queue.push(await begin(client, next.value, options));
    }
    const [first] = queue;
    if (first && first.state !== 'running') {
      queue.shift();
      yield await first.outcomes;
    } else await Promise.race(running().map(({ outcomes }) => outcomes.catch(() => undefined)));
  }
}

async function begin(
  client: Client,
  chunk: ImportChunk,
  { taskQueue, onStarted, onEnded, signal }: RunChunksOptions,
): Promise<AwaitedChunk> {
  const begun = await untilAnswered(() => beginChunk(client, { chunk, taskQueue }), { signal });
  const { handle, doneBefore } = begun;
  const { workflowId } = handle;
  const inFlight = { chunk: chunk.chunk, rows: chunk.rows.length, workflowId, doneBefore };
  onStarted?.(inFlight);
  const awaited: AwaitedChunk = { outcomes: outcomesOf(handle, signal), state: 'running' };
  // A failure is reported when its turn comes.
  awaited.outcomes.then(
    (outcomes) => {
      awaited.state = 'done';
      onEnded?.(inFlight, outcomes);
    },
    () => (awaited.state = 'failed'),
  );
  return awaited;
}

async function outcomesOf(
  handle: WorkflowHandle<ImportCustomers>,
  signal: AbortSignal,
): Promise<RowOutcome[]> {
  try {
    return (await untilAnswered(() => handle.result(), { signal })).outcomes;
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    throw new ChunkStopped(handle.workflowId, failureOf(error.cause) ?? null);
  }
}
