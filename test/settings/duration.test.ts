import { duration } from '../../src/settings/duration';

const parse = duration({ most: '24h' });

test.each([
  ['1ms', 1],
  ['500ms', 500],
  ['1s', 1_000],
  ['1.5s', 1_500],
  ['1 minute', 60_000],
  ['1m', 60_000],
  ['24h', 86_400_000],
  ['1D', 86_400_000],
])('%s are %d milliseconds', (text, value) => {
  expect(parse(text)).toEqual({ ok: true, value });
});

test.each([
  ['5', 'has no unit; write a number and a unit, such as "5s" or "5ms"'],
  ['0', 'has no unit; '],
  ['-5', 'has no unit; '],
  ['1.5', 'has no unit; '],
  ['soon', 'is no duration; '],
  ['PT5S', 'is no duration; '],
  ['5 parsecs', 'is no duration; '],
  ['1h 30m', 'is no duration; '],
  ['Infinity', 'is no duration; '],
  ['0s', 'is out of range; it must be whole milliseconds, from 1ms to 24h'],
  ['-1s', 'is out of range; '],
  ['0.5ms', 'is out of range; '],
  ['1.5ms', 'is out of range; '],
  ['25h', 'is out of range; '],
  [`${'9'.repeat(400)}s`, 'is no duration; '],
])('%s is refused', (text, beginning) => {
  const parsed = parse(text);
  expect(parsed.ok ? '' : parsed.problem.slice(0, beginning.length)).toBe(beginning);
});

test('zero is a duration only if the setting allows it', () => {
  expect(duration({ least: '0ms', most: '1h' })('0s')).toEqual({ ok: true, value: 0 });
});
