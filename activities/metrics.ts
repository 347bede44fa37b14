import { Context } from '@temporalio/activity';
import type { FailureType } from '../src/contract/failures';
import type { RowOutcome } from '../src/contract/importing';
import { METRICS } from '../src/contract/metrics';
import type { Step } from '../src/contract/onboarding';

/** Reports how close a retried step is to being given up, so that an operator can act in time. */
export function reportTriedShare(tried: { step: Step; failure: FailureType; share: number }): void {
  const { name, help } = METRICS.triedShare;
  const { step, failure, share } = tried;
  Context.current().metricMeter.createHistogram(name, 'float', '', help).record(share, { step, failure });
}

/** Counts rows per outcome, because a call per row would cost as much as creating a customer. */
export function countRows({ metricMeter }: Context, outcomes: readonly RowOutcome[]): void {
  const { name, help } = METRICS.importedRows;
  const counter = metricMeter.createCounter(name, '', help);
  const rowsBy = new Map<string, { labels: { outcome: string; failure: string }; rows: number }>();
  for (const row of outcomes) {
    const labels = { outcome: row.outcome, failure: row.outcome === 'refused' ? row.failure.type : '' };
    const key = `${labels.outcome} ${labels.failure}`;
    const counted = rowsBy.get(key) ?? { labels, rows: 0 };
    rowsBy.set(key, { labels, rows: counted.rows + 1 });
  }
  for (const { labels, rows } of rowsBy.values()) counter.add(rows, labels);
}
