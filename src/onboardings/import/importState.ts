import type { Client } from '@temporalio/client';
import PQueue from 'p-queue';
import type { KnownChunk } from './chunksOfImport';
import { addCounts, type ChunkState, NO_ROWS, stateOfChunk } from './importProgress';

const ASKED_AT_ONCE = 20;

/** The progress of all chunks of an import. Reads a chunk that has ended only once, however often it is asked for. */
export class ImportState {
  private readonly ended = new Map<string, ChunkState>();
  private readonly asking = new PQueue({ concurrency: ASKED_AT_ONCE });

  constructor(private readonly client: Client) {}

  async of(chunks: readonly KnownChunk[]): Promise<ChunkState> {
    const states = await Promise.all(chunks.map((chunk) => this.ofChunk(chunk)));
    return {
      counts: states.map(({ counts }) => counts).reduce(addCounts, NO_ROWS),
      retried: states.flatMap(({ retried }) => retried),
    };
  }

  private async ofChunk({ workflowId, runId, status }: KnownChunk): Promise<ChunkState> {
    const known = this.ended.get(runId);
    if (known) return known;
    const state = await this.asking.add(() => stateOfChunk(this.client, workflowId));
    if (status !== 'running') this.ended.set(runId, state);
    return state;
  }
}
