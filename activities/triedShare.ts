import { Context } from '@temporalio/activity';
import type { FailureType } from '../src/contract/failures';
import { METRICS } from '../src/contract/metrics';
import type { Step } from '../src/contract/onboarding';

/** Reports how close a retried step is to being given up, so that an operator can act in time. */
export function reportTriedShare(tried: { step: Step; failure: FailureType; share: number }): void {
  const { name, help } = METRICS.triedShare;
  const { step, failure, share } = tried;
  Context.current().metricMeter.createHistogram(name, 'float', '', help).record(share, { step, failure });
}
