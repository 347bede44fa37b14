import { durationMs, parseDurationMs } from '../../../src/contract/parse/durationText';

test.each([
  ['1ms', 1],
  ['2 msecs', 2],
  ['1.5s', 1_500],
  ['.5s', 500],
  ['-1s', -1_000],
  ['3 Minutes', 180_000],
  ['2hrs', 7_200_000],
  ['1d', 86_400_000],
  ['2w', 14 * 86_400_000],
  ['1y', 365.25 * 86_400_000],
])('%s is %d ms', (text, ms) => {
  expect(parseDurationMs(text)).toBe(ms);
});

test.each(['', '5', 's', '5 parsecs', '1h 30m', 'PT5S', '1e3s', `${'9'.repeat(400)}s`])(
  '%p is not a duration',
  (text) => {
    expect(parseDurationMs(text)).toBeUndefined();
    expect(() => durationMs(text)).toThrow(TypeError);
  },
);
