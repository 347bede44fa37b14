import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { readableId, shellWord } from '../../contract/shellWord';
import { deleteDeliveries } from '../../events';
import { homeAt } from '../../embeddedServer/home';
import {
  type ForgetResult,
  forgetOnboardings,
  type OnboardingRun,
} from '../../onboardings/forgetOnboardings';
import { type Chosen, unknownOnboarding } from '../terminal/chosenOnboardings';
import { EXIT, type ExitStatus, UsageError } from '../terminal/exit';
import { findHistories } from '../replay/findHistories';
import { importsFolder } from '../import/importRecord';
import { print, printJson, say } from '../terminal/output';
import { type InterruptibleCommandOptions, withSession } from '../terminal/withSession';

export interface ForgetPersonOptions extends InterruptibleCommandOptions {
  chosen: Chosen;
  /** Undefined if it is not set; a choice by ID works without it. */
  restEndpoint: string | undefined;
  /** Terminate those that run. */
  terminate: boolean;
}

/** A server with default settings takes half a minute to delete a run that has just ended. */
const LIMIT_MS = 120_000;

/**
 * Deletes onboardings with all of their runs, and says which data of the person may remain, here and elsewhere.
 * @returns `failed` if a part could not be searched, `unreachable` if the server has not deleted everything in time
 * @throws UsageError if one runs, or the server knows none; Interrupted; the errors of `openSession`
 */
export async function forgetPerson(options: ForgetPersonOptions): Promise<ExitStatus> {
  const { chosen, settings, terminate, json, interruption } = options;
  return await withSession(options, async ({ temporal, embedded }) => {
    const { workflowIds, notSearched } = await findHistories(temporal.client, options);
    const limits = { limitMs: LIMIT_MS, signal: interruption };
    const forgetting = await forgetOnboardings(temporal, { workflowIds, terminate, ...limits });
    if (forgetting.kind === 'running') throw stillRunning(forgetting);
    const { runs, left } = forgottenOf(forgetting);
    await deleteDeliveries(temporal.client, workflowIds);
    if (runs.length + left.length + notSearched.length === 0) throw unknownOnboarding(chosen);
    printForgotten({ runs, left, notSearched }, json);
    if (forgetting.kind === 'remaining') sayRemaining(forgetting);
    sayNotSearched(notSearched, runs.length);
    await sayOutOfReach(settings.home, embedded !== undefined);
    if (left.length > 0) return EXIT.unreachable;
    return notSearched.length > 0 ? EXIT.failed : EXIT.done;
  });
}

function stillRunning({ workflowIds, deleted }: Extract<ForgetResult, { kind: 'running' }>): UsageError {
  const what =
    deleted.length === 0
      ? 'runs; nothing was deleted'
      : 'was started while earlier runs were deleted; the new run was left alone';
  return new UsageError(
    workflowIds.map(
      (id) =>
        `${readableId(id)} ${what}. Wait for it to end, cancel it (${cancelOf(id)}), or use --terminate`,
    ),
  );
}

/** The import cancels its own chunks. */
function cancelOf(workflowId: string): string {
  const importId = /^import-(.+)-\d+$/.exec(workflowId)?.[1];
  return importId === undefined
    ? `onboard cancel ${shellWord(workflowId)}`
    : `onboard import cancel ${shellWord(importId)}`;
}

interface ForgottenRuns {
  readonly runs: readonly OnboardingRun[];
  /** Runs that the server has not deleted. */
  readonly left: readonly OnboardingRun[];
}

function forgottenOf(forgetting: Exclude<ForgetResult, { kind: 'running' }>): ForgottenRuns {
  if (forgetting.kind === 'forgotten') return { runs: forgetting.runs, left: [] };
  return { runs: forgetting.deleted ?? [], left: forgetting.runs };
}

function printForgotten(
  { runs, left, notSearched }: ForgottenRuns & { readonly notSearched: readonly string[] },
  json: boolean,
): void {
  const workflowIds = idsOf(runs);
  if (json) {
    printJson({
      workflowIds,
      runs: runs.length,
      ...(left.length > 0 && { left: idsOf(left) }),
      ...(notSearched.length > 0 && { notSearched }),
    });
    return;
  }
  for (const id of workflowIds) {
    const count = runs.filter(({ workflowId }) => workflowId === id).length;
    print(`${readableId(id)} is deleted: ${count} ${count === 1 ? 'run' : 'runs'}`);
  }
}

function sayRemaining({ runs, refusal }: Extract<ForgetResult, { kind: 'remaining' }>): void {
  const ids = idsOf(runs).map(readableId).join(', ');
  say(
    refusal === undefined
      ? `Temporal did not delete these within ${LIMIT_MS / 1000} s: ${ids}. ` +
          'It may still delete them: run this command again until it finds none. ' +
          `If a later run finds the same ones, Temporal has no history of them; see onboard show ${shellWord(runs[0]?.workflowId ?? '')}.`
      : `Temporal has not deleted these: ${ids}. It says: ${refusal}. Run this command with the rights to terminate and delete workflows.`,
  );
}

function sayNotSearched(notSearched: readonly string[], deleted: number): void {
  if (notSearched.length === 0) return;
  say(
    `${deleted === 0 ? 'Nothing was deleted. ' : ''}Temporal may still hold more of this person. Not searched:`,
  );
  for (const line of notSearched) say(`- ${line}`);
}

function idsOf(runs: readonly OnboardingRun[]): string[] {
  return [...new Set(runs.map(({ workflowId }) => workflowId))];
}

async function sayOutOfReach(home: string, isEmbedded: boolean): Promise<void> {
  say('This command cannot delete the following. Take care of it yourself:');
  say('- Commerce: the customer remains, and a running step may still write there');
  say('- backups and archives of the Temporal database, other namespaces, other Temporal servers');
  if (isEmbedded) {
    const { database } = homeAt(home);
    say(`- free pages and the write-ahead log of ${database}, until the server overwrites them`);
  }
  if (existsSync(importsFolder(home)))
    say(`- reports and refused rows of imports, in ${importsFolder(home)}`);
  for (const folder of await keptDatabases(home)) say(`- ${folder}, a copy from an upgrade; delete it`);
}

/** Copies that a finished or interrupted upgrade of the embedded server left next to the database. */
async function keptDatabases(home: string): Promise<string[]> {
  const { folder, database } = homeAt(home);
  const name = path.basename(database);
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && entry.name.startsWith(name) && entry.name !== name)
    .map((entry) => path.join(folder, entry.name))
    .sort();
}
