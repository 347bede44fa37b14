import { type Failure, FAILURES } from '../src/contract/failures';
import { type ImportRow, REFUSED_ALIKE_ROWS, type RowOutcome } from '../src/contract/importing';

/**
 * Watches the first rows of a chunk: if Commerce does not know a column, it refuses every one of them. These are the
 * first rows by their place in the file, so that neither the order of the answers nor a crash changes the verdict.
 */
export class AlikeRefusals {
  private readonly awaited: Set<number>;
  private readonly refusals: Failure[] = [];
  private isOver: boolean;

  constructor(rows: readonly ImportRow[]) {
    this.awaited = new Set(rows.slice(0, REFUSED_ALIKE_ROWS).map(({ row }) => row));
    this.isOver = this.awaited.size < REFUSED_ALIKE_ROWS;
  }

  /** @returns the common failure of all first rows, once it is certain */
  add(outcome: RowOutcome): Failure | undefined {
    if (this.isOver || !this.awaited.delete(outcome.row)) return undefined;
    const [first] = this.refusals;
    if (!isOfTheInput(outcome) || (first && !isAlike(first, outcome.failure))) {
      this.isOver = true;
      return undefined;
    }
    this.refusals.push(outcome.failure);
    if (this.awaited.size > 0) return undefined;
    this.isOver = true;
    return { ...outcome.failure, message: sharedWords(this.refusals) };
  }
}

/** A row with any other failure was refused because other rows succeeded. */
function isOfTheInput(outcome: RowOutcome): outcome is RowOutcome & { outcome: 'refused' } {
  return outcome.outcome === 'refused' && FAILURES[outcome.failure.type].fixedBy === 'input';
}

function isAlike(one: Failure, other: Failure): boolean {
  return one.type === other.type && withoutValues(one.message) === withoutValues(other.message);
}

function sharedWords(refusals: readonly Failure[]): string {
  const [first = '', ...others] = refusals.map(({ message }) => message);
  return others.every((message) => message === first) ? first : withoutValues(first);
}

/** Commerce repeats what was sent in its messages: addresses, quoted values and numbers. */
function withoutValues(message: string): string {
  return message
    .split(/\s/)
    .map((word) => (word.includes('@') ? '…' : word))
    .join(' ')
    .replace(/"[^"]*"|'[^']*'|“[^“”]*”/g, '"…"')
    .replace(/\d+/g, '…');
}
