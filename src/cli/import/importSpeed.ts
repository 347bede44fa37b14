import type { ChunkInFlight } from '../../onboardings/import/runChunks';

/** The speed of this command's import. Rows that were done earlier do not count. */
export class ImportSpeed {
  private readonly startedAtMs: number;
  private doneBefore = 0;
  /** Chunks that ran already: what is done of them when they are first seen was done earlier. */
  private readonly found = new Set<string>();

  constructor(nowMs = performance.now()) {
    this.startedAtMs = nowMs;
  }

  began({ workflowId, doneBefore }: Pick<ChunkInFlight, 'workflowId' | 'doneBefore'>): void {
    if (doneBefore === undefined) this.found.add(workflowId);
    else this.doneBefore += doneBefore;
  }

  /** @param rows how many rows of the chunk are done */
  seen(workflowId: string, rows: number): void {
    if (this.found.delete(workflowId)) this.doneBefore += rows;
  }

  /** Empty until a row of this command is done: before that there is no speed. */
  text(done: number, all: number, nowMs = performance.now()): string {
    const own = done - this.doneBefore;
    const seconds = (nowMs - this.startedAtMs) / 1_000;
    if (own <= 0 || seconds <= 0) return '';
    const perSecond = own / seconds;
    return `, ${perSecond.toFixed(1)}/s, ${duration((all - done) / perSecond)} left`;
  }
}

function duration(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.ceil(whole / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
