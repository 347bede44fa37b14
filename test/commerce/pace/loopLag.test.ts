import type { Answer } from '../../../src/commerce/answer';
import { answered, aPace, aRequest, passSeconds, useVirtualTime } from './simulation';

useVirtualTime();

async function answerIn100Ms(): Promise<Answer> {
  await new Promise((resolve) => setTimeout(resolve, 100));
  return answered(200);
}

test('a busy machine of our own is no slow service', async () => {
  let skew = 0;
  const real = performance.now.bind(performance);
  const clock = jest.spyOn(performance, 'now').mockImplementation(() => real() + skew);
  const pace = aPace();
  for (let count = 0; count < 30; count += 1) {
    const passing = pace.pass(answerIn100Ms, aRequest());
    await passSeconds(0.2);
    await passing;
  }
  const before = pace.state().allowedPerSecond;
  for (let count = 0; count < 30; count += 1) {
    const passing = pace.pass(async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      // The loop is blocked for 3 s; the next timer fires that much late, and the answer is read after it.
      skew += 3_000;
      await new Promise((resolve) => setTimeout(resolve, 100));
      return answered(200);
    }, aRequest());
    await passSeconds(0.5);
    await passing;
  }
  expect(pace.state().reason).toBeNull();
  expect(pace.state().allowedPerSecond).toBeGreaterThanOrEqual(before);
  clock.mockRestore();
});
