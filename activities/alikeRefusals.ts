import type { Failure } from '../src/contract/failures';
import { REFUSED_ALIKE_ROWS, type RowOutcome } from '../src/contract/importing';

/** Watches the first rows of a chunk: a column that Commerce does not know makes it refuse every one of them. */
export class AlikeRefusals {
  private readonly refusals: Failure[] = [];
  private isOver = false;

  /** @returns what all first rows were refused with, once it is certain */
  add(outcome: RowOutcome): Failure | undefined {
    if (this.isOver) return undefined;
    const [first] = this.refusals;
    if (outcome.outcome !== 'refused' || (first && !isAlike(first, outcome.failure))) {
      this.isOver = true;
      return undefined;
    }
    this.refusals.push(outcome.failure);
    if (this.refusals.length < REFUSED_ALIKE_ROWS) return undefined;
    this.isOver = true;
    return { ...outcome.failure, message: sharedWords(this.refusals) };
  }
}

function isAlike(one: Failure, other: Failure): boolean {
  return one.type === other.type && withoutValues(one.message) === withoutValues(other.message);
}

function sharedWords(refusals: readonly Failure[]): string {
  const [first = '', ...others] = refusals.map(({ message }) => message);
  return others.every((message) => message === first) ? first : withoutValues(first);
}

/** Commerce fills what was sent into its words: addresses, quoted values and numbers. */
function withoutValues(message: string): string {
  return message
    .split(/\s/)
    .map((word) => (word.includes('@') ? '…' : word))
    .join(' ')
    .replace(/"[^"]*"|'[^']*'|“[^“”]*”/g, '"…"')
    .replace(/\d+/g, '…');
}
