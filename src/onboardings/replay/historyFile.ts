import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { temporal } from '@temporalio/proto';
import { errorCode } from '../../files/systemError';
import { historyFromJSON } from '../../temporal/privateSdk';
import { type History, NotAnOnboarding, type RecordedHistory, recordedHistory } from './recordedHistory';

/** The file is not the history of an onboarding. */
export class HistoryFileError extends Error {
  override readonly name = 'HistoryFileError';
}

export interface HistoryFile {
  readonly path: string;
  readonly recorded: RecordedHistory;
}

/**
 * Reads a history as the Temporal UI and `temporal workflow show --output json` export it, or each `.json` of a folder,
 * in the order of their names.
 * @throws HistoryFileError
 */
export async function* readHistories(path: string): AsyncGenerator<HistoryFile> {
  for (const file of await historyFilesAt(path)) {
    yield { path: file, recorded: await readHistoryFile(file) };
  }
}

async function historyFilesAt(path: string): Promise<string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const names = (await readdir(path)).filter((name) => name.endsWith('.json')).sort();
    if (names.length > 0) return names.map((name) => join(path, name));
  } catch (error) {
    throw unreadable(path, error);
  }
  throw new HistoryFileError(`${path}: there is no file in it whose name ends in .json`);
}

async function readHistoryFile(path: string): Promise<RecordedHistory> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw unreadable(path, error);
  });
  try {
    return recordedHistory(asFetched(historyFromJSON(JSON.parse(text))));
  } catch (error) {
    throw new HistoryFileError(
      `${path}: is not the history of an onboarding (it ${reasonOf(error)}); such a file is written by: temporal workflow show --workflow-id ID --output json`,
    );
  }
}

/** JSON has times as numbers, but the SDK reads times as the server sends them. */
function asFetched(history: History): History {
  const { History: Message } = temporal.api.history.v1;
  return Message.decode(Message.encode(history).finish());
}

/** The SDK's message may repeat the content of the file. */
function reasonOf(error: unknown): string {
  if (error instanceof NotAnOnboarding) return error.message;
  return error instanceof SyntaxError ? 'is not JSON' : 'has not the form of a history';
}

function unreadable(path: string, error: unknown): HistoryFileError {
  const code = errorCode(error) ?? 'unknown error';
  return new HistoryFileError(`${path}: cannot be read (${code})`);
}
