import { withAnySignal } from '../../src/contract/withAnySignal';
import { keptBySignal } from '../setup/keptBySignal';

test.each([0, 1])('the signal aborts with signal %d, and with its reason', async (which) => {
  const controllers = [new AbortController(), new AbortController()];
  const signals = controllers.map(({ signal }) => signal);
  await withAnySignal(signals, (any) => {
    expect(any.aborted).toBe(false);
    controllers[which]?.abort('enough');
    expect(any).toMatchObject({ aborted: true, reason: 'enough' });
    return Promise.resolve();
  });
});

test('a signal that is aborted already aborts it at once', async () => {
  const signals = [new AbortController().signal, AbortSignal.abort('before')];
  expect(await withAnySignal(signals, async (any) => Promise.resolve(any.reason as unknown))).toBe('before');
});

test.each([
  ['done', () => Promise.resolve()],
  ['failed', () => Promise.reject(new Error('no'))],
])('work that is %s leaves nothing on a signal that stays in use', async (_, work) => {
  const { signal } = new AbortController();
  for (let count = 0; count < 5; count += 1) {
    await withAnySignal([new AbortController().signal, signal], work).catch(() => undefined);
  }
  expect(keptBySignal(signal)).toEqual([]);
});
