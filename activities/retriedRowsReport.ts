import type { Context } from '@temporalio/activity';
import { RETRIED_ROWS_SIGNAL, type RetriedRow, type RetriedRows } from '../src/contract/importing';

/** A row that succeeds soon is not worth an event in the history. */
const REPORTED_TRIES = 3;
/** A person does not read more. */
const MOST_ROWS = 10;
const REPORT_EVERY_MS = 30_000;

/** Reports to the workflow which rows are retried repeatedly, for the details in the Temporal UI. */
export class RetriedRowsReport {
  private reported = '';
  private reportedAtMs = -Infinity;

  constructor(private readonly context: Context) {}

  update(retried: readonly RetriedRow[], nowMs = performance.now()): void {
    const rows = retried.filter(({ tries }) => tries >= REPORTED_TRIES);
    const shown = rows.slice(0, MOST_ROWS).map(({ row, type }) => ({ row, type }));
    const report: RetriedRows = { rows: shown, more: rows.length - shown.length };
    const text = JSON.stringify(report);
    const isUnchanged = text === this.reported || (this.reported === '' && rows.length === 0);
    if (isUnchanged || nowMs - this.reportedAtMs < REPORT_EVERY_MS) return;
    this.reported = text;
    this.reportedAtMs = nowMs;
    const { client, info } = this.context;
    const { workflowId = '', runId } = info.workflowExecution ?? {};
    // A lost signal does no harm, because the heartbeat and the next report contain the same.
    client.workflow
      .getHandle(workflowId, runId)
      .signal(RETRIED_ROWS_SIGNAL, report)
      .catch(() => undefined);
  }
}
