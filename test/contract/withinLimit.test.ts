import { withinLimit } from '../../src/contract/withinLimit';

const never = new Promise<never>(() => undefined);

test('work that ends in time answers', async () => {
  const whenOver = jest.fn();
  expect(await withinLimit(Promise.resolve('done'), { limitMs: 60_000, whenOver })).toBe('done');
  expect(whenOver).not.toHaveBeenCalled();
});

test('work that fails in time fails', async () => {
  const work = Promise.reject(new Error('refused'));
  await expect(withinLimit(work, { limitMs: 60_000, whenOver: () => 'late' })).rejects.toThrow('refused');
});

test('once the limit is over, the caller says what is answered or thrown', async () => {
  expect(await withinLimit(never, { limitMs: 1, whenOver: () => 'late' })).toBe('late');
  const whenOver = () => {
    throw new Error('too late');
  };
  await expect(withinLimit(never, { limitMs: 1, whenOver })).rejects.toThrow('too late');
});
