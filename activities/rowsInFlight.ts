import type { LatencyLimit } from '../src/commerce/latencyLimit';

/** A chunk that begins rows while there is room. */
export interface RowSource {
  /** Begins as many rows as there is room for. */
  beginRows(): void;
}

/** The rows in flight of all chunks of one process. The chunk that came first has priority. */
export class RowsInFlight {
  private readonly sources = new Set<RowSource>();
  private inFlight = 0;

  /**
   * @param most the most rows in flight at any time
   * @param limit a lower limit by Commerce's latency; if left out, only `most` applies
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

  /** Whether a row may begin; the caller must then call `end`. */
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
