import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Environment, ServiceSettings } from '../settings';
import { homeAt } from '../temporal/embedded/home';
import { type Forgetting, forgetOnboardings, type OnboardingRun } from '../temporal/forgetOnboardings';
import { chunksOfPerson } from '../temporal/import/chunksOfPerson';
import { onboardingsOfPerson } from '../temporal/onboardingsOfPerson';
import { type Chosen, unknownOnboarding } from './chosenOnboardings';
import { EXIT, type ExitStatus, UsageError } from './exit';
import { importsFolder } from './import/importRecord';
import { print, printJson, say } from './output';
import { withSession } from './withSession';

export interface ForgetPersonOptions {
  chosen: Chosen;
  environment: Environment;
  settings: ServiceSettings;
  /** End those that run. */
  terminate: boolean;
  json: boolean;
}

/** A server with its own settings takes half a minute where the run has ended just now. */
const LIMIT_MS = 120_000;

/**
 * Deletes onboardings with all of their runs, and says what of the person is left elsewhere.
 * @throws UsageError where one runs, and where the server knows none; the errors of `openSession`
 */
export async function forgetPerson(options: ForgetPersonOptions): Promise<ExitStatus> {
  const { chosen, environment, settings, terminate, json } = options;
  return await withSession(options, async ({ temporal, embedded }) => {
    const { client } = temporal;
    const onboardings = chosen.by === 'id' ? [chosen.workflowId] : await onboardingsOfPerson(client, chosen);
    const endpoint = chosen.by === 'id' ? environment['REST_ENDPOINT'] : chosen.restEndpoint;
    const workflowIds = [...onboardings, ...(await chunksOfPerson(client, chosen, endpoint))];
    const forgetting = await forgetOnboardings(temporal, { workflowIds, terminate, limitMs: LIMIT_MS });
    if (forgetting.kind === 'running') throw stillRunning(forgetting);
    if (forgetting.kind === 'remaining') {
      say(
        `Temporal was asked to delete these, and has not within ${LIMIT_MS / 1000} s: ${idsOf(forgetting.runs).join(', ')}. ` +
          'It may still do so: run this command again until it says that it knows none.',
      );
      return EXIT.unreachable;
    }
    const { runs } = forgetting;
    if (runs.length === 0) throw unknownOnboarding(chosen);
    printForgotten(runs, json);
    await sayOutOfReach(settings.home, embedded !== undefined);
    return EXIT.done;
  });
}

function stillRunning({ workflowIds, deleted }: Extract<Forgetting, { kind: 'running' }>): UsageError {
  const what =
    deleted.length === 0
      ? 'runs; nothing was deleted'
      : 'was started while earlier runs were deleted; the new run was left alone';
  return new UsageError(
    workflowIds.map(
      (id) => `${id} ${what}. Wait for its end, cancel it (onboard cancel ${id}), or give --terminate`,
    ),
  );
}

function printForgotten(runs: readonly OnboardingRun[], json: boolean): void {
  const workflowIds = idsOf(runs);
  if (json) {
    printJson({ workflowIds, runs: runs.length });
    return;
  }
  for (const id of workflowIds) {
    const count = runs.filter(({ workflowId }) => workflowId === id).length;
    print(`${id} is deleted: ${count} ${count === 1 ? 'run' : 'runs'}`);
  }
}

function idsOf(runs: readonly OnboardingRun[]): string[] {
  return [...new Set(runs.map(({ workflowId }) => workflowId))];
}

async function sayOutOfReach(home: string, isEmbedded: boolean): Promise<void> {
  say('Out of reach of this command, and to be looked after by you:');
  say('- Commerce: the customer stays, and a step that was under way may still write there');
  say('- backups and archives of the Temporal database');
  if (isEmbedded) {
    const { database } = homeAt(home);
    say(`- free pages and the write-ahead log of ${database}, until the server writes over them`);
  }
  if (existsSync(importsFolder(home)))
    say(`- reports and refused rows of imports, in ${importsFolder(home)}`);
  for (const folder of await keptDatabases(home)) say(`- ${folder}, kept by an upgrade; delete it`);
}

/** What an upgrade of the embedded server, or one that was broken off, left beside the database. */
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
