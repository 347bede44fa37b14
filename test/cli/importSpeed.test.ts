import { ImportSpeed } from '../../src/cli/import/importSpeed';

const SECOND_MS = 1_000;

test('there is no speed before a row of this command is done', () => {
  const speed = new ImportSpeed(0);
  speed.began({ workflowId: 'a', doneBefore: 0 });
  expect(speed.text(0, 100, 0)).toBe('');
  expect(speed.text(0, 100, 10 * SECOND_MS)).toBe('');
});

test('only rows of this command count, whether a chunk was resumed, running or done', () => {
  const speed = new ImportSpeed(0);
  speed.began({ workflowId: 'goes on', doneBefore: 100 });
  speed.began({ workflowId: 'runs', doneBefore: undefined });
  speed.began({ workflowId: 'done', doneBefore: undefined });
  speed.seen('runs', 50);
  speed.seen('done', 500);
  expect(speed.text(650, 2_000, 10 * SECOND_MS)).toBe('');
  speed.seen('runs', 150);
  expect(speed.text(750, 2_000, 10 * SECOND_MS)).toBe(', 10.0/s, 3 min left');
});

test.each([
  [10, '9 s'],
  [50, '1 s'],
  [99, '1 s'],
])('with %d of 100 rows after a second, %s are left', (done, left) => {
  const speed = new ImportSpeed(0);
  expect(speed.text(done, 100, SECOND_MS)).toBe(`, ${done}.0/s, ${left} left`);
});
