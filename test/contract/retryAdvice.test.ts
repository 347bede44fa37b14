import { FAILURES, type FailureType } from '../../src/contract/failures';
import { adviceWhileTried } from '../../src/contract/retryAdvice';

const TRIED_AGAIN = (Object.keys(FAILURES) as FailureType[]).filter(
  (type) => FAILURES[type].tries !== 'once',
);

test.each(TRIED_AGAIN)('the advice for %s of a running onboarding does not suggest a retry', (type) => {
  const advice = adviceWhileTried(type);
  expect(advice).not.toMatch(/\bretry\b/i);
  expect(advice).toMatch(/^[A-Z].*[^.;]\. The step is retried automatically\.$/);
});
