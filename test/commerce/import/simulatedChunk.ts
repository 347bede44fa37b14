import { StepFailure } from '../../../src/commerce/failure';
import { seededRandom } from '../../../src/sandbox/random';
import type { RetrySettings } from '../../../src/commerce/retrying';
import { type EarlierFailures, RowFailures } from '../../../src/commerce/rowFailures';
import { RowTries } from '../../../src/commerce/rowTries';

export interface SimulatedChunk {
  readonly rows: number;
  readonly concurrency?: number;
  /** The answer to a try of a row that begins now; undefined: the row is made. */
  readonly answer: (row: number, atMs: number) => StepFailure | undefined;
  readonly answerAfterMs?: number;
  readonly settings?: Partial<RetrySettings>;
  readonly earlier?: EarlierFailures;
  /** Ends the simulation at this time, whatever is left. */
  readonly untilMs?: number;
  /** Only these rows: an earlier attempt has done the others. */
  readonly only?: readonly number[];
  /** Seed for the waits between tries. */
  readonly seed?: number;
}

export interface SimulatedEnd {
  readonly made: number[];
  readonly refused: { readonly row: number; readonly tries: number; readonly atMs: number }[];
  readonly stopped: { readonly row: number; readonly atMs: number } | undefined;
  readonly triesOf: ReadonlyMap<number, number>;
  readonly endedAtMs: number;
  readonly kept: EarlierFailures;
}

const SETTINGS: RetrySettings = { retryFirstMs: 1_000, retryMaxMs: 60_000, giveUpAfterMs: 24 * 3_600_000 };

/** Runs a chunk in virtual time, with the activity's schedule. */
export function simulate(chunk: SimulatedChunk): SimulatedEnd {
  const { rows, concurrency = 16, answer, answerAfterMs = 100, untilMs = Infinity } = chunk;
  const settings = { ...SETTINGS, ...chunk.settings };
  const tries = new RowTries(settings);
  const made: number[] = [];
  const refused: { row: number; tries: number; atMs: number }[] = [];
  const triesOf = new Map<number, number>();
  const rowsToDo = chunk.only ?? Array.from({ length: rows }, (_, index) => index + 1);
  const done = () => made.length + refused.length;
  const failures = new RowFailures(
    {
      ...{ settings, tries, key: 'chunk', rowCount: rows },
      earlier: chunk.earlier ?? { retried: [], failingForMs: 0 },
      random: seededRandom(chunk.seed ?? 1),
    },
    0,
  );
  const events: { atMs: number; happen: () => void }[] = [];
  /** The last entry of the list is the next one; entries of the same time keep their order. */
  const at = (atMs: number, happen: () => void) => {
    let from = 0;
    let to = events.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((events[middle]?.atMs ?? 0) > atMs) from = middle + 1;
      else to = middle;
    }
    events.splice(from, 0, { atMs, happen });
  };
  const due: number[] = [];
  let next = 0;
  let running = 0;
  let now = 0;
  let stopped: SimulatedEnd['stopped'];

  const end = (row: number, failure: StepFailure | undefined) => {
    running -= 1;
    if (!failure) {
      failures.answered(row, now);
      made.push(row);
      return;
    }
    const decision = failures.failed(row, failure, now);
    if (decision.kind === 'stop') stopped ??= { row, atMs: now };
    else if (decision.kind === 'refuse') refused.push({ row, tries: triesOf.get(row) ?? 0, atMs: now });
    else at(now + decision.inMs, () => due.push(row));
  };
  const begin = (row: number) => {
    running += 1;
    triesOf.set(row, (triesOf.get(row) ?? 0) + 1);
    const failure = answer(row, now);
    at(now + answerAfterMs, () => end(row, failure));
  };
  const beginWhatFits = () => {
    while (running < concurrency && !stopped) {
      const isDue = due.length > 0;
      if (!isDue && next >= rowsToDo.length) return;
      if (!isDue && tries.nextRowAtMs() > now) {
        at(tries.nextRowAtMs(), () => undefined);
        return;
      }
      if (!isDue) tries.begun(now);
      const row = due.shift() ?? rowsToDo[next++];
      if (row !== undefined) begin(row);
    }
  };
  const tick = () => {
    failures.tick(now);
    if (done() < rowsToDo.length) at(now + 500, tick);
  };
  at(500, tick);
  beginWhatFits();
  while (events.length > 0 && !stopped && done() < rowsToDo.length && now <= untilMs) {
    const event = events.pop();
    if (!event) break;
    now = event.atMs;
    event.happen();
    beginWhatFits();
  }
  return { made, refused, stopped, triesOf, endedAtMs: now, kept: failures.toBeKept() };
}

export const unavailable = (): StepFailure =>
  new StepFailure('CommerceUnavailable', 'Commerce answered 503 without a message of its own');
export const denied = (): StepFailure =>
  new StepFailure('AccessDenied', 'Commerce answered 403', { tries: 'once' });
