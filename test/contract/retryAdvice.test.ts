import { FAILURES, type FailureType } from '../../src/contract/failures';
import { adviceWhileTried } from '../../src/contract/retryAdvice';

const TRIED_AGAIN = (Object.keys(FAILURES) as FailureType[]).filter(
  (type) => FAILURES[type].tries !== 'once',
);

test.each(TRIED_AGAIN)('%s of one that still runs asks nobody to retry it', (type) => {
  const advice = adviceWhileTried(type);
  expect(advice).not.toMatch(/\bretry\b/i);
  expect(advice).toMatch(/^[A-Z].*[^.;]\. The step is retried automatically\.$/);
});
