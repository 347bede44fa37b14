import { join } from 'node:path';
import type { WorkflowBundle } from '@temporalio/worker';
import { FAILURES } from '../../../src/contract/failures';
import { bundleWorkflows } from '../../../src/temporal/buildBundle';
import { createDataConverter, loadedDataConverter } from '../../../src/temporal/dataConverter';
import { createLogger, installRuntime } from '../../../src/temporal/logging';
import { type HistoryFile, readHistories } from '../../../src/onboardings/replay/historyFile';
import { type Agreement, replayHistories } from '../../../src/onboardings/replay/replayHistories';
import { type Happening, tellHistory } from '../../../src/onboardings/replay/tellHistory';
import { ENDINGS } from '../../histories/endings';
import { HISTORY_KEYS } from '../../histories/keys';

const FOLDER = join(__dirname, '../../histories');
const dataConverter = createDataConverter({ mode: 'on', keys: HISTORY_KEYS });

beforeAll(() => installRuntime(createLogger('silent')));

async function agreements(
  histories: AsyncIterable<HistoryFile> | Iterable<HistoryFile>,
  options: { bundle?: WorkflowBundle; keys?: typeof HISTORY_KEYS | [] } = {},
): Promise<Record<string, Agreement>> {
  const told: Record<string, Agreement> = {};
  const replayed = replayHistories(histories, { dataConverter, keys: HISTORY_KEYS, ...options });
  for await (const { item, agreement } of replayed) told[nameOf(item)] = agreement;
  return told;
}

function nameOf({ path }: HistoryFile): string {
  return path.slice(FOLDER.length + 1, -'.json'.length);
}

async function history(name: string): Promise<HistoryFile> {
  for await (const file of readHistories(join(FOLDER, `${name}.json`))) return file;
  throw new Error(`no history ${name}`);
}

async function happened(name: string): Promise<Happening[]> {
  return await tellHistory((await history(name)).recorded, loadedDataConverter(dataConverter));
}

test('the workflow as it is agrees with a recorded history of every ending', async () => {
  const told = await agreements(readHistories(FOLDER));
  expect(told).toEqual(
    Object.fromEntries(Object.keys(ENDINGS).map((name) => [name, { kind: 'agrees' } satisfies Agreement])),
  );
});

test('it agrees with those of code that upserted at once who was made', async () => {
  const told = await agreements(readHistories(join(FOLDER, 'earlier')));
  expect(told).toMatchObject({ 'earlier/done': { kind: 'agrees' }, 'earlier/retried': { kind: 'agrees' } });
  expect(Object.values(told).filter(({ kind }) => kind !== 'agrees')).toEqual([]);
});

test.each(Object.keys(FAILURES))('the history of %s ends with that failure', async (type) => {
  expect((await happened(type)).at(-1)).toMatchObject({ kind: 'ended', status: 'failed', failure: { type } });
});

test('a workflow that calls another activity differs: at the event that scheduled the one it called before', async () => {
  const bundle = await bundleWorkflows(require.resolve('./changedWorkflow'));
  const done = await history('done');
  const { done: told } = await agreements([done], { bundle });
  expect(told).toEqual({
    kind: 'differs',
    reason: expect.stringMatching(/'createCustomer' does not match .*'updateCustomer'$/) as string,
    eventId: 11,
  });
  const event = done.recorded.history.events?.[10]?.activityTaskScheduledEventAttributes;
  expect(event?.activityType?.name).toBe('createCustomer');
});

test('those whose key is missing are not replayed, and their failures are told by type alone', async () => {
  const files = [await history('done'), await history('reset')];
  const told = await agreements(files, { keys: [] });
  const notReplayed = { kind: 'notReplayed', reason: 'the key "suite" is not configured here' };
  expect(told).toEqual({ done: notReplayed, reset: notReplayed });
  const converter = loadedDataConverter(createDataConverter({ mode: 'off', keys: [] }));
  const ending = (await tellHistory((await history('CustomerRejected')).recorded, converter)).at(-1);
  expect(ending).toMatchObject({
    failure: { type: 'CustomerRejected', message: { encryptedWith: 'suite' } },
  });
});

test('before anything was decided there is nothing to disagree with', async () => {
  const { path, recorded } = await history('done');
  const events = recorded.history.events?.slice(0, 2) ?? [];
  const told = await agreements([{ path, recorded: { ...recorded, history: { events } } }]);
  expect(told).toEqual({ done: { kind: 'agrees' } });
});

describe('what happened', () => {
  test('tells of tries that are recorded only with the try after them', async () => {
    const told = await happened('doneAfterTries');
    const failed = told.find(({ kind }) => kind === 'triesFailed');
    expect(failed).toMatchObject({
      step: 'createCustomer',
      tries: 2,
      failure: {
        type: 'CommerceUnavailable',
        message: { value: expect.stringMatching(/503/) as string },
      },
    });
    expect(told).toContainEqual(
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

  test('tells of a retry, which does not repeat the step that was done', async () => {
    const told = await happened('retriedAtUpdate');
    expect(told[0]).toMatchObject({ kind: 'started', byRetry: true });
    expect(told.flatMap((one) => (one.kind === 'stepBegun' ? [one.step] : []))).toEqual([
      'getToken',
      'updateCustomer',
    ]);
    expect((await happened('done'))[0]).toMatchObject({ byRetry: false });
  });

  test('tells of a cancellation, and of the step that ended after it', async () => {
    const told = await happened('cancelled');
    const kinds = told.map(({ kind }) => kind);
    expect(kinds.indexOf('cancelRequested')).toBeLessThan(kinds.lastIndexOf('tryEnded'));
    expect(told.at(-1)).toMatchObject({ kind: 'ended', status: 'cancelled' });
  });

  test('tells of a reset, and the run that it made has its own ID', async () => {
    const { recorded } = await history('reset');
    const reset = (await happened('reset')).find(({ kind }) => kind === 'reset');
    expect(reset).toMatchObject({ fromRunId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string });
    expect(reset).not.toMatchObject({ fromRunId: recorded.runId });
  });
});
