import { FAILURES, type FailureType } from '../../src/contract/failures';
import { adviceWhileTried, retryAdvice } from '../../src/contract/retryAdvice';

const TRIED_AGAIN = (Object.keys(FAILURES) as FailureType[]).filter(
  (type) => FAILURES[type].tries !== 'once',
);

test.each(TRIED_AGAIN)('the advice for %s of a running onboarding does not suggest a retry', (type) => {
  const advice = adviceWhileTried(type);
  expect(advice).not.toMatch(/\bretry\b/i);
  expect(advice).toMatch(/^[A-Z].*[^.;]\. The step is retried automatically\.$/);
});

test('the command that retries an onboarding quotes an ID that another program chose', () => {
  expect(retryAdvice('order 4711; reboot')).toBe("onboard retry 'order 4711; reboot'");
});
