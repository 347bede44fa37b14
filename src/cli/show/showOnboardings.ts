import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Client } from '@temporalio/client';
import { FAILURES, type FailureType } from '../../contract/failures';
import { isOnboardingWorkflowId } from '../../contract/parse/workflowId';
import { readableId } from '../../contract/shellWord';
import { describeOnboarding, type OnboardingDescription } from '../../onboardings/describeOnboarding';
import { RETRIABLE_STATUSES } from '../../onboardings/onboardingStatus';
import { findWithoutHistory } from '../../onboardings/withoutHistory';
import { onboardingsOfPerson } from '../../onboardings/onboardingsOfPerson';
import { type Chosen, unknownOnboarding } from '../terminal/chosenOnboardings';
import { UsageError } from '../terminal/exit';
import { print, printJson, printTable } from '../terminal/output';
import { adviceWhileTried, retryAdvice } from '../../contract/retryAdvice';
import { warnWithoutWorker } from '../terminal/warnWithoutWorker';
import type { Session } from '../terminal/session';
import { removalOf, WHERE_TDBG_IS, WHY_WITHOUT_HISTORY } from '../terminal/withoutHistory';
import { type InterruptibleCommandOptions, withSession } from '../terminal/withSession';

export interface ShowOnboardingsOptions extends InterruptibleCommandOptions {
  chosen: Chosen;
  /** Print them again whenever they change, until all have ended. */
  watch: boolean;
}

const LOOK_EVERY_MS = 1_000;

/**
 * Prints the state of onboardings.
 * @throws UsageError if the server knows none; Interrupted while it watches; the errors of `openSession`
 */
export async function showOnboardings(options: ShowOnboardingsOptions): Promise<void> {
  await withSession({ ...options, onlyReads: true }, async (session) => {
    const { client } = session.temporal;
    const { taskQueue } = options.settings;
    let shown: readonly OnboardingDescription[] = [];
    for (;;) {
      const found = await describeChosen(client, options.chosen);
      if (found.length === 0) throw await notFound(session, options.chosen);
      if (!isDeepStrictEqual(found, shown)) {
        found.forEach((one, index) => printDescription(one, session, { ...options, first: index === 0 }));
      }
      const running = found.filter(({ closedAt }) => closedAt === null);
      if (shown.length === 0 && running.length > 0) await warnWithoutWorker(session, taskQueue);
      if (!options.watch || running.length === 0) return;
      shown = found;
      await sleep(LOOK_EVERY_MS, undefined, { signal: options.interruption }).catch(() => undefined);
      options.interruption.throwIfAborted();
    }
  });
}

async function notFound(session: Session, chosen: Chosen): Promise<UsageError> {
  const { client } = session.temporal;
  const run = chosen.by === 'id' ? await findWithoutHistory(client, chosen.workflowId) : undefined;
  if (!run) return unknownOnboarding(chosen);
  return new UsageError([
    `${readableId(run.workflowId)}: ${WHY_WITHOUT_HISTORY}:`,
    `  ${removalOf(run, session)}`,
    WHERE_TDBG_IS,
  ]);
}

async function describeChosen(client: Client, chosen: Chosen): Promise<OnboardingDescription[]> {
  const ids = chosen.by === 'id' ? [chosen.workflowId] : await onboardingsOfPerson(client, chosen);
  const found = await Promise.all(ids.map((id) => describeOnboarding(client, id)));
  return found.filter((one) => one !== undefined);
}

function printDescription(
  description: OnboardingDescription,
  { embedded, temporal }: Session,
  { json, first }: { json: boolean; first: boolean },
): void {
  const { workflowId, runId, lastError, stuckOn } = description;
  const page =
    embedded &&
    `${embedded.ui}/namespaces/${temporal.namespace}/workflows/${encodeURIComponent(workflowId)}/${runId}`;
  if (json) {
    printJson({ ...description, ...(page && { ui: page }) });
    return;
  }
  if (!first) print('');
  const adviceOf = description.closedAt === null ? adviceWhileTried : whatToDoAbout(workflowId);
  const whatToDo =
    stuckOn === null
      ? lastError && adviceOf(lastError.type)
      : 'Run a worker with the code and the keys it was started with: docs/guides/upgrade.md.';
  printTable(
    [
      ['Onboarding', readableId(workflowId)],
      ['Status', description.paused ? `${description.status}, paused by an operator` : description.status],
      ['Step', description.step ?? ''],
      ['Attempts', description.attempts === 0 ? '' : String(description.attempts)],
      ['Last error', lastError ? `${lastError.type}: ${lastError.message}` : ''],
      ['Stuck on', stuckOn ?? ''],
      ['What to do', whatToDo ?? ''],
      ['Then', isRetriable(description) ? retryAdvice(workflowId, lastError?.type) : ''],
      ['Next try', description.nextTryAt?.toISOString() ?? ''],
      ['Customer ID', String(description.customerId ?? '')],
      ['Started', description.startedAt.toISOString()],
      ['Ended', description.closedAt?.toISOString() ?? ''],
      ['UI', page ?? ''],
    ].filter(([, value]) => value !== ''),
  );
}

/** A retry keeps the ID, so an ID of another form would be refused again. */
function isRetriable({ status, workflowId }: OnboardingDescription): boolean {
  return isOnboardingWorkflowId(workflowId) && RETRIABLE_STATUSES.some((one) => one === status);
}

function whatToDoAbout(workflowId: string): (failure: FailureType) => string {
  if (isOnboardingWorkflowId(workflowId)) return (failure) => FAILURES[failure].whatToDo;
  return () => 'Start it with the workflow ID that belongs to its input: onboard- and 32 hex digits.';
}
