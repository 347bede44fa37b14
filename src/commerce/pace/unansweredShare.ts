/** The share of each new answer in the average: the last twenty or so count. */
const RECENT_SHARE = 0.05;
/** Connections break now and then at any load; where one in ten requests gets no answer, it is the load. */
const MORE_THAN_CHANCE = 0.1;

/** Tells requests that stay unanswered by chance from those that are too many for who should answer them. */
export class UnansweredShare {
  private share = 0;

  /** Learns what became of one more request, and judges the last ones. */
  isFarBeyondChance({ isUnanswered }: { isUnanswered: boolean }): boolean {
    this.share += RECENT_SHARE * (Number(isUnanswered) - this.share);
    return this.share > MORE_THAN_CHANCE;
  }
}
