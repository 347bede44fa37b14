import { isOnboardingWorkflowId } from '../../contract/parse/workflowId';
import { secretValues } from '../../settings';
import { createDataConverter, loadedDataConverter } from '../../temporal/dataConverter';
import type { Encryption } from '../../temporal/encryption';
import { createLogger, installRuntime } from '../../temporal/logging';
import {
  fetchHistories,
  fetchHistory,
  fetchQueriedHistories,
  InvalidQuery,
} from '../../onboardings/replay/fetchHistories';
import type { OnboardingStatus } from '../../onboardings/onboardingStatus';
import { HistoryFileError, readHistories } from '../../onboardings/replay/historyFile';
import type { RecordedHistory } from '../../onboardings/replay/recordedHistory';
import { replayHistories } from '../../onboardings/replay/replayHistories';
import { describeHistory } from '../../onboardings/replay/describeHistory';
import { unknownId } from '../terminal/chosenOnboardings';
import { EXIT, type ExitStatus, UsageError } from '../terminal/exit';
import { heldKeys } from '../terminal/heldKeys';
import { printJson, say } from '../terminal/output';
import { printAgreement, printCounts, printHistory } from './printHistory';
import type { Session } from '../terminal/session';
import { type TemporalCommandOptions, withSession } from '../terminal/withSession';

/** Whose histories are replayed. */
export type ReplayChoice =
  | { readonly by: 'id'; readonly workflowId: string }
  | { readonly by: 'path'; readonly path: string }
  | { readonly by: 'filter'; readonly status?: OnboardingStatus; readonly since?: Date }
  | { readonly by: 'query'; readonly query: string };

export interface ReplayChosenOptions extends TemporalCommandOptions {
  choice: ReplayChoice;
}

interface Item {
  readonly recorded: RecordedHistory;
  /** Set if it was read from a file. */
  readonly path?: string;
}

/**
 * Prints what happened to the chosen onboardings, and whether this version of the code agrees with their histories.
 * @returns `failed` if one does not agree
 * @throws UsageError if there is no such history; the errors of `openSession`
 */
export async function replayChosen(options: ReplayChosenOptions): Promise<ExitStatus> {
  const { choice, environment, settings } = options;
  try {
    if (choice.by !== 'path') {
      return await withSession(
        { ...options, onlyReads: true },
        async (session) => await printReplayed(historiesOf(session, options), session.encryption, options),
      );
    }
    installRuntime(createLogger(settings.logLevel, secretValues(environment)));
    const { encryption = NO_KEYS } = await heldKeys(environment, settings);
    return await printReplayed(readHistories(choice.path), encryption, options);
  } catch (error) {
    if (error instanceof HistoryFileError) throw new UsageError([error.message]);
    if (error instanceof InvalidQuery) throw new UsageError([`replay: --query: ${error.message}`]);
    throw error;
  }
}

const NO_FILE_EITHER = 'replay: there is no file or folder of that name either';

/** For a home that has no keys yet. */
const NO_KEYS: Encryption = { mode: 'off', keys: [] };

async function* historiesOf(
  { temporal: { client } }: Session,
  { choice, settings: { taskQueue } }: ReplayChosenOptions,
): AsyncGenerator<Item> {
  for await (const recorded of recordedOf()) yield { recorded };

  async function* recordedOf(): AsyncGenerator<RecordedHistory> {
    if (choice.by === 'query') yield* fetchQueriedHistories(client, choice.query);
    if (choice.by === 'filter') {
      const { status, since } = choice;
      yield* fetchHistories(client, { taskQueue, ...(status && { status }), ...(since && { since }) });
    }
    if (choice.by !== 'id') return;
    const recorded = await fetchHistory(client, choice.workflowId);
    if (recorded) yield recorded;
  }
}

async function printReplayed(
  items: AsyncIterable<Item>,
  encryption: Encryption,
  { choice, json }: ReplayChosenOptions,
): Promise<ExitStatus> {
  const dataConverter = createDataConverter(encryption);
  const converter = loadedDataConverter(dataConverter);
  const counts = { agrees: 0, differs: 0, notReplayed: 0 };
  const inDetail = choice.by === 'id' || (choice.by === 'path' && choice.path.endsWith('.json'));
  for await (const { item, agreement } of replayHistories(items, { dataConverter, keys: encryption.keys })) {
    counts[agreement.kind] += 1;
    const { recorded, path } = item;
    const { workflowId, runId } = recorded;
    if (json) {
      const happened = await describeHistory(recorded, converter);
      printJson({ ...(path !== undefined && { file: path }), workflowId, runId, agreement, happened });
    } else if (inDetail) {
      printHistory(recorded, await describeHistory(recorded, converter), agreement);
    } else {
      printAgreement(path ?? `${workflowId} ${runId}`, agreement);
    }
  }
  const total = counts.agrees + counts.differs + counts.notReplayed;
  if (total === 0 && choice.by === 'id') {
    throw new UsageError([
      unknownId(choice.workflowId),
      ...(isOnboardingWorkflowId(choice.workflowId) ? [] : [NO_FILE_EITHER]),
    ]);
  }
  if (total === 0) say('There is none.');
  else if (!inDetail && !json) printCounts(counts);
  return counts.agrees === total ? EXIT.done : EXIT.failed;
}
