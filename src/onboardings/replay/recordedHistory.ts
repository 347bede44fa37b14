import type { temporal } from '@temporalio/proto';
import { IMPORT_WORKFLOW_TYPE } from '../../contract/importing';
import { WORKFLOW_TYPE } from '../../contract/names';

export type History = temporal.api.history.v1.IHistory;
export type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

/** One run of an onboarding, or of a chunk of an import, as the server recorded it, with its payloads as stored. */
export interface RecordedHistory {
  readonly workflowId: string;
  readonly runId: string;
  readonly history: History;
}

/** Why a history is not that of an onboarding, as a phrase that follows "it". */
export class NotAnOnboarding extends Error {
  override readonly name = 'NotAnOnboarding';
}

/** Reads the IDs from the history itself. @throws NotAnOnboarding */
export function recordedHistory(history: History): RecordedHistory {
  const events = history.events ?? [];
  const started = events[0]?.workflowExecutionStartedEventAttributes;
  if (!started) throw new NotAnOnboarding('does not begin with the start of a workflow');
  const type = started.workflowType?.name;
  if (type !== WORKFLOW_TYPE && type !== IMPORT_WORKFLOW_TYPE) {
    throw new NotAnOnboarding(`is a history of the workflow type ${type ?? ''}, not of ${WORKFLOW_TYPE}`);
  }
  return {
    workflowId: started.workflowId ?? '',
    runId: resetsOf(events).at(-1)?.newRunId ?? started.originalExecutionRunId ?? '',
    history,
  };
}

/** After a reset, the new run has the events of the old one, followed by this one. */
function resetsOf(
  events: readonly HistoryEvent[],
): temporal.api.history.v1.IWorkflowTaskFailedEventAttributes[] {
  return events.flatMap(({ workflowTaskFailedEventAttributes: failed }) =>
    failed?.newRunId ? [failed] : [],
  );
}
