import { join } from 'node:path';
import type { WorkflowBundle } from '@temporalio/worker';
import { FAILURES } from '../../../src/contract/failures';
import { bundleWorkflows } from '../../../src/temporal/buildBundle';
import { createDataConverter, loadedDataConverter } from '../../../src/temporal/dataConverter';
import { createLogger, installRuntime } from '../../../src/temporal/logging';
import { type HistoryFile, readHistories } from '../../../src/onboardings/replay/historyFile';
import { type Agreement, replayHistories } from '../../../src/onboardings/replay/replayHistories';
import { type HistoryEntry, describeHistory } from '../../../src/onboardings/replay/describeHistory';
import { ENDINGS } from '../../histories/endings';
import { HISTORY_KEYS } from '../../histories/keys';

const FOLDER = join(__dirname, '../../histories');
const dataConverter = createDataConverter({ mode: 'on', keys: HISTORY_KEYS });

beforeAll(() => installRuntime(createLogger('silent')));

async function agreements(
  histories: AsyncIterable<HistoryFile> | Iterable<HistoryFile>,
  options: { bundle?: WorkflowBundle; keys?: typeof HISTORY_KEYS | [] } = {},
): Promise<Record<string, Agreement>> {
  const found: Record<string, Agreement> = {};
  const replayed = replayHistories(histories, { dataConverter, keys: HISTORY_KEYS, ...options });
  for await (const { item, agreement } of replayed) found[nameOf(item)] = agreement;
  return found;
}

function nameOf({ path }: HistoryFile): string {
  return path.slice(FOLDER.length + 1, -'.json'.length);
}

async function history(name: string): Promise<HistoryFile> {
  for await (const file of readHistories(join(FOLDER, `${name}.json`))) return file;
  throw new Error(`no history ${name}`);
}

async function happened(name: string): Promise<HistoryEntry[]> {
  return await describeHistory((await history(name)).recorded, loadedDataConverter(dataConverter));
}

test('the current workflow agrees with a recorded history of every outcome', async () => {
  const found = await agreements(readHistories(FOLDER));
  expect(found).toEqual(
    Object.fromEntries(Object.keys(ENDINGS).map((name) => [name, { kind: 'agrees' } satisfies Agreement])),
  );
});

test('it agrees with histories of earlier versions, which upserted the person at once or had no markers', async () => {
  const found = await agreements(readHistories(join(FOLDER, 'earlier')));
  expect(found).toMatchObject({ 'earlier/done': { kind: 'agrees' }, 'earlier/retried': { kind: 'agrees' } });
  expect(found).toHaveProperty('earlier/importedWithoutMarker');
  expect(Object.values(found).filter(({ kind }) => kind !== 'agrees')).toEqual([]);
});

test.each(Object.keys(FAILURES))('the history of %s ends with that failure', async (type) => {
  expect((await happened(type)).at(-1)).toMatchObject({ kind: 'ended', status: 'failed', failure: { type } });
});

test('a workflow that calls another activity differs, at the event that scheduled the recorded one', async () => {
  const bundle = await bundleWorkflows(require.resolve('./changedWorkflow'));
  const done = await history('done');
  const { done: found } = await agreements([done], { bundle });
  expect(found).toEqual({
    kind: 'differs',
    reason: expect.stringMatching(/'createCustomer' does not match .*'updateCustomer'$/) as string,
    eventId: 11,
  });
  const event = done.recorded.history.events?.[10]?.activityTaskScheduledEventAttributes;
  expect(event?.activityType?.name).toBe('createCustomer');
});

test('histories with a missing key are not replayed, and their failures have only a type', async () => {
  const files = [await history('done'), await history('reset')];
  const found = await agreements(files, { keys: [] });
  const notReplayed = { kind: 'notReplayed', reason: 'the key "suite" is not configured here' };
  expect(found).toEqual({ done: notReplayed, reset: notReplayed });
  const converter = loadedDataConverter(createDataConverter({ mode: 'off', keys: [] }));
  const ending = (await describeHistory((await history('CustomerRejected')).recorded, converter)).at(-1);
  expect(ending).toMatchObject({
    failure: { type: 'CustomerRejected', message: { encryptedWith: 'suite' } },
  });
});

test('before the first decision there is nothing to disagree with', async () => {
  const { path, recorded } = await history('done');
  const events = recorded.history.events?.slice(0, 2) ?? [];
  const found = await agreements([{ path, recorded: { ...recorded, history: { events } } }]);
  expect(found).toEqual({ done: { kind: 'agrees' } });
});

describe('what happened', () => {
  test('includes tries that are recorded only with the try after them', async () => {
    const found = await happened('doneAfterTries');
    const failed = found.find(({ kind }) => kind === 'triesFailed');
    expect(failed).toMatchObject({
      step: 'createCustomer',
      tries: 2,
      failure: {
        type: 'CommerceUnavailable',
        message: { value: expect.stringMatching(/503/) as string },
      },
    });
    expect(found).toContainEqual(
      expect.objectContaining({ kind: 'tryEnded', step: 'createCustomer', attempt: 3 }),
    );
  });

  test('is decoded, without the password', async () => {
    const [started] = await happened('done');
    expect(started).toMatchObject({
      kind: 'started',
      input: { value: { customer: { firstname: 'John' }, password: '(hidden)' } },
    });
  });

  test('includes a retry, which does not repeat the finished step', async () => {
    const found = await happened('retriedAtUpdate');
    expect(found[0]).toMatchObject({ kind: 'started', byRetry: true });
    expect(found.flatMap((one) => (one.kind === 'stepBegun' ? [one.step] : []))).toEqual([
      'getToken',
      'updateCustomer',
    ]);
    expect((await happened('done'))[0]).toMatchObject({ byRetry: false });
  });

  test('includes a cancellation, and the step that ended after it', async () => {
    const found = await happened('cancelled');
    const kinds = found.map(({ kind }) => kind);
    expect(kinds.indexOf('cancelRequested')).toBeLessThan(kinds.lastIndexOf('tryEnded'));
    expect(found.at(-1)).toMatchObject({ kind: 'ended', status: 'cancelled' });
  });

  test('includes a reset, and the new run has its own ID', async () => {
    const { recorded } = await history('reset');
    const reset = (await happened('reset')).find(({ kind }) => kind === 'reset');
    expect(reset).toMatchObject({ fromRunId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string });
    expect(reset).not.toMatchObject({ fromRunId: recorded.runId });
  });
});
