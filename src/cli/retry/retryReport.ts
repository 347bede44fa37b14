import { FAILURES, type FailureType } from '../../contract/failures';
import { print, say } from '../terminal/output';
import { printRetry, type Retried } from './printRetry';

const PROGRESS_EVERY_MS = 5_000;

/**
 * Counts the outcomes of many retries, reports progress meanwhile, and prints a summary. With JSON, prints one line per
 * outcome.
 */
export class RetryReport {
  private readonly counts = { started: 0, ended: 0, done: 0, adopted: 0 };
  private readonly failures = new Map<FailureType, number>();
  private readonly notDone = new Map<string, number>();
  private readonly timer = setInterval(() => this.sayProgress(), PROGRESS_EVERY_MS);

  constructor(
    private readonly total: number,
    private readonly options: { json: boolean },
  ) {}

  get hasFailures(): boolean {
    return this.counts.done < this.counts.ended;
  }

  started(): void {
    this.counts.started += 1;
  }

  add(retried: Retried): void {
    this.counts.ended += 1;
    if (this.options.json) printRetry(retried, { json: true });
    if (retried.kind !== 'ended') {
      if (!this.options.json) printRetry(retried, { json: false });
      count(this.notDone, retried.kind);
    } else if (retried.outcome.status === 'done') {
      this.counts.done += 1;
      if (retried.outcome.result.adopted) this.counts.adopted += 1;
    } else if (retried.outcome.status === 'failed') {
      count(this.failures, retried.outcome.failure.type);
    } else {
      count(this.notDone, retried.outcome.status);
    }
  }

  print(): void {
    this.close();
    const { done, adopted } = this.counts;
    const write = this.options.json ? say : print;
    write(
      `${done} of ${this.total} done${adopted > 0 ? `, ${adopted} of them adopted from somebody else` : ''}.`,
    );
    for (const [type, number] of this.failures) {
      write(`${number} failed again with ${type}. What to do: ${FAILURES[type].whatToDo}`);
    }
    for (const [kind, number] of this.notDone) write(`${number} not done: ${kind}`);
  }

  close(): void {
    clearInterval(this.timer);
  }

  private sayProgress(): void {
    const { started, done, ended } = this.counts;
    say(`${started} of ${this.total} retried, ${done} done, ${ended - done} not.`);
  }
}

function count<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
