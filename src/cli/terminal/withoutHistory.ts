import { shellWord } from '../../contract/shellWord';
import type { Session } from './session';
import type { RunWithoutHistory } from '../../onboardings/withoutHistory';

/** What a run without history is, and what to do about it. */
export const WHY_WITHOUT_HISTORY =
  'Temporal lists it and has no history of it, so it does not run. Either it was deleted a moment ago, or a backup was ' +
  'restored that had been taken while Temporal ran. Start it again if its customer is missing, then remove it from the list';

/** The command that removes it from the lists. Temporal's API for clients cannot delete what has no history. */
export function removalOf(
  { workflowId, runId }: RunWithoutHistory,
  { address, temporal: { namespace } }: Pick<Session, 'address' | 'temporal'>,
): string {
  const server = `--address ${shellWord(address)} --namespace ${shellWord(namespace)}`;
  return `tdbg ${server} workflow delete --workflow-id ${shellWord(workflowId)} --run-id ${shellWord(runId)}`;
}

/** `tdbg` is not part of the Temporal CLI. */
export const WHERE_TDBG_IS = 'tdbg is in the image temporalio/admin-tools: docs/guides/deploy.md';
