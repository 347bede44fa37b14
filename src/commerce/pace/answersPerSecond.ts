/** How many answers came in the last second, by whole seconds. */
export class AnswersPerSecond {
  private second = 0;
  private current = 0;
  private previous = 0;

  count(nowMs: number): void {
    this.turnTo(nowMs);
    this.current += 1;
  }

  /** The second that has just begun counts where it has more already. */
  perSecond(nowMs: number): number {
    this.turnTo(nowMs);
    return Math.max(this.previous, this.current);
  }

  private turnTo(nowMs: number): void {
    const second = Math.floor(nowMs / 1_000);
    if (second === this.second) return;
    this.previous = second === this.second + 1 ? this.current : 0;
    this.current = 0;
    this.second = second;
  }
}
