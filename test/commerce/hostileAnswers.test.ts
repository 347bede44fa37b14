import { differencesBetween } from '../../src/commerce/differences';
import { ageOf } from '../../src/commerce/identity';
import { isNotFoundOfSent, mayAskForWebsite, messageOf, saysOtherRefusal } from '../../src/commerce/messages';
import { parseRetryAfterMs } from '../../src/commerce/retryAfter';
import { readColumns } from '../../src/importFile/csv/columns';
import { createRedaction } from '../../src/temporal/redaction';

/** The largest size of an answer. */
const MOST = 512 * 1024;

/** A hundred times the usual time; work without a limit takes minutes. */
const LIMIT_MS = 5_000;

function inTime<Result>(work: () => Result): Result {
  // CPU time, which other programs of a busy machine do not lengthen.
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1_000).toBeLessThan(LIMIT_MS);
  return result;
}

function times(text: string): string {
  return text.repeat(Math.ceil(MOST / text.length));
}

jest.setTimeout(120_000);

/** Fewer than an answer may have, so that slow code fails and does not run for hours. */
const SPACES = ' '.repeat(120_000);

test.each([
  ['spaces', `1${SPACES}x`],
  ['spaces before a time', `${SPACES}1:1`],
  ['spaces within a time', `2026-11-24${SPACES}11:59:30${SPACES}x`],
  ['digits', `${times('1')}:1`],
  ['zones', times('+00:00 ')],
])('a creation time of %s is invalid', (_, created_at) => {
  const at = new Date('2026-11-24T12:00:00Z');
  expect(inTime(() => ageOf({ id: 1, email: '', created_at }, at))).toBeUndefined();
});

describe('a message', () => {
  test('whose template repeats a long value is cut', () => {
    const parameters = { v: 'x'.repeat(MOST / 2) };
    const message = inTime(() => messageOf({ message: '%v'.repeat(MOST / 4), parameters }));
    expect(message).toHaveLength(4_001);
  });

  test('whose template repeats a long list, or a list of values without text, is cut', () => {
    const list = Array.from({ length: MOST / 16 }, () => 1);
    expect(inTime(() => messageOf({ message: times('%1 '), parameters: [list] }))).toHaveLength(4_001);
    const odd = inTime(() => messageOf({ message: times('%1 '), parameters: [[...list, {}]] }));
    expect(odd).toMatch(/^%1 %1 /);
  });

  test('with a hundred thousand errors is cut', () => {
    const errors = Array.from({ length: MOST / 32 }, () => ({ message: 'no %1', parameters: ['x'] }));
    expect(inTime(() => messageOf({ message: 'one', errors }))).toHaveLength(4_001);
  });

  test('with errors in errors, thousands of levels deep, is read', () => {
    const depth = 20_000;
    const json: unknown = JSON.parse(`${'{"message":"m","errors":['.repeat(depth)}{}${']}'.repeat(depth)}`);
    expect(inTime(() => messageOf(json))).toBe('m\nm');
  });

  test("uses only a value of its template's exact name", () => {
    expect(messageOf({ message: '%constructor %0 %01 %2', parameters: ['a'] })).toBe('%constructor %0 a %2');
    expect(messageOf({ message: '%constructor', parameters: {} })).toBe('%constructor');
  });

  test.each([
    'Invalid value of "" provided for the ',
    '"" is required',
    'The " attribute value is empty',
    '" is not supported. ',
    'Attribute  does not contain option with Id',
  ])('of %s repeated is recognized', (words) => {
    const json = { message: times(words) };
    inTime(() => saysOtherRefusal(messageOf(json) ?? ''));
    inTime(() => isNotFoundOfSent(json));
    inTime(() => mayAskForWebsite(json));
  });
});

test('a wait with more digits than a number has is invalid', () => {
  expect(parseRetryAfterMs('9'.repeat(16_000), new Date())).toBeUndefined();
  expect(inTime(() => parseRetryAfterMs(`${'1'.repeat(16_000)}x`, new Date()))).toBeUndefined();
});

describe('differences of long lists', () => {
  const between = (sent: unknown, stored: unknown) =>
    inTime(() => differencesBetween('created', sent, stored));
  const COUNT = MOST / 8;

  test('that are stored as sent are empty', () => {
    const sent = Array.from({ length: COUNT }, (_, index) => index);
    expect(between(sent, sent)).toEqual([]);
  });

  test('of which nothing is stored as sent are reported one by one', () => {
    const sent = Array.from({ length: COUNT }, () => 'a');
    const stored = Array.from({ length: COUNT }, () => 'b');
    expect(between(sent, stored)).toHaveLength(COUNT);
  });

  test('that are stored in reverse, or as other attributes, are reported in some way', () => {
    const numbers = Array.from({ length: COUNT }, (_, index) => index);
    between(numbers, [...numbers].reverse());
    const attributes = (prefix: string) =>
      Array.from({ length: COUNT / 8 }, (_, index) => ({
        attribute_code: `${prefix}${index}`,
        value: index,
      }));
    expect(between(attributes('a'), attributes('b')).length).toBeGreaterThan(0);
    expect(between({ custom_attributes: attributes('a') }, { custom_attributes: [] })).toHaveLength(
      COUNT / 8,
    );
  });

  test('in nested lists are reported, as deep as an input may go', () => {
    const nested = (value: unknown, depth: number): unknown =>
      depth === 0 ? value : [nested(value, depth - 1)];
    expect(between(nested('a', 90), nested('b', 90))).toHaveLength(1);
    const wide = (value: unknown, depth: number): unknown =>
      depth === 0 ? value : [wide(value, depth - 1), wide(value, depth - 1), wide(value, depth - 1)];
    expect(between(wide('a', 8), wide('b', 8))).toHaveLength(3 ** 8);
  });

  test('of some hundred members are paired as short ones are', () => {
    const sent = Array.from({ length: 300 }, (_, index) => ({ city: `City ${index}` }));
    const stored = sent.filter((_, index) => index !== 7).reverse();
    expect(between({ addresses: sent }, { addresses: stored })).toEqual([
      { field: 'created.addresses.7', sent: { city: 'City 7' }, stored: null },
    ]);
  });
});

describe('the header of a CSV file', () => {
  test('of two hundred thousand columns is refused, and with as many as allowed its mistakes are summarized', () => {
    const read = (count: number) =>
      inTime(() =>
        readColumns(
          Array.from({ length: count }, (_, index) => `${index}`),
          { unknown: 'mistakes' },
        ),
      );
    expect(read(200_000)).toEqual({ ok: false, mistakes: ['has 200000 columns; the most is 2000'] });
    expect(read(2_000)).toMatchObject({ ok: false, mistakes: { length: 101 } });
  });

  test('with a column of a hundred thousand parts is refused', () => {
    const names = ['email', 'firstname', 'lastname', 'a.'.repeat(MOST / 2)];
    const read = inTime(() => readColumns(names, { unknown: 'mistakes' }));
    expect(read).toMatchObject({ ok: false, mistakes: [expect.stringContaining('has no name such as')] });
  });
});

test.each(['eyJ-', 'eyJa.', 'a@', '"a', "%40'", 'Bearer ', '://a'])(
  'a log line of %s repeated is redacted',
  (text) => {
    inTime(() => createRedaction()(times(text)));
  },
);
