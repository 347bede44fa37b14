/** The requests to Commerce of single steps that wait for their turn; rows of an import wait behind them. */
export interface Backlog {
  /** Whether so many more steps would have their turn soon. */
  hasRoomFor(more: number): boolean;
  /** @param listener called each time that one has left */
  onLeft(listener: () => void): void;
}
