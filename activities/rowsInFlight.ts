import type { LatencyLimit } from '../src/commerce/latencyLimit';

/** A chunk that begins rows while there is room. */
export interface RowSource {
  /** Begins as many rows as there is room for. */
  beginRows(): void;
}

/** The rows in flight of all chunks of one process: those of the chunk that came first go first. */
export class RowsInFlight {
  private readonly sources = new Set<RowSource>();
  private inFlight = 0;

  /**
   * @param most in flight at any time
   * @param limit fewer, as Commerce's latency tells; left out, only `most` counts
   */
  constructor(
    private readonly most: number,
    private readonly limit: LatencyLimit | undefined,
  ) {}

  join(source: RowSource): void {
    this.sources.add(source);
    source.beginRows();
  }

  leave(source: RowSource): void {
    this.sources.delete(source);
    this.beginRows();
  }

  /** Whether a row may begin; it has to `end` then. */
  begin(): boolean {
    if (this.inFlight >= this.most || this.limit?.begin(this.most) === false) return false;
    this.inFlight += 1;
    return true;
  }

  end(): void {
    this.inFlight -= 1;
    this.limit?.end();
    this.beginRows();
  }

  private beginRows(): void {
    for (const source of this.sources) source.beginRows();
  }
}
