import fc from 'fast-check';
import { AlikeRefusals } from '../../activities/alikeRefusals';
import type { FailureType } from '../../src/contract/failures';
import type { ImportRow, RowOutcome } from '../../src/contract/importing';
import { somebody } from '../setup/people';

const ROWS: ImportRow[] = Array.from({ length: 30 }, (_, index) => ({
  row: index + 101,
  input: { customer: somebody() },
}));

function refused({ row }: ImportRow, type: FailureType = 'CustomerRejected'): RowOutcome {
  return {
    row,
    outcome: 'refused',
    failure: { type, message: `no "shoe_size" ${row}`, step: 'createCustomer' },
  };
}

function made({ row }: ImportRow): RowOutcome {
  return { row, outcome: 'made', customerId: row };
}

function verdicts(outcomes: readonly RowOutcome[], rows = ROWS) {
  const refusals = new AlikeRefusals(rows);
  return outcomes.flatMap((outcome) => refusals.add(outcome) ?? []);
}

test('the verdict does not depend on the order of the answers', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(ROWS, { minLength: ROWS.length }), fc.boolean(), (order, isOneMade) => {
      const outcomes = order.map((row) => {
        const isMade = row.row > 120 || (isOneMade && row.row === 107);
        return isMade ? made(row) : refused(row);
      });
      const expected = isOneMade ? [] : [{ type: 'CustomerRejected', message: 'no "…" …' }];
      expect(verdicts(outcomes)).toMatchObject(expected);
    }),
  );
});

test('rows that were refused because other rows succeeded do not indicate a bad column', () => {
  expect(verdicts(ROWS.map((row) => refused(row, 'CommerceUnavailable')))).toEqual([]);
});

test('a chunk of fewer rows is not checked', () => {
  const few = ROWS.slice(0, 19);
  expect(
    verdicts(
      few.map((row) => refused(row)),
      few,
    ),
  ).toEqual([]);
});
