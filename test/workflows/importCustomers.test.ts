import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { IMPORT_WORKFLOW_TYPE, RETRIED_ROWS_SIGNAL } from '../../src/contract/importing';
import { setStage } from '../setup/stage';
import { freshTaskQueue } from '../setup/temporal';
import { chunkOf, newRows, start } from '../onboardings/import/importOf';

describe('a run that was started without a chunk', () => {
  const notChunks: [string, unknown[]][] = [
    ['nothing', []],
    ['null', [null]],
    ['a text', ['rows']],
    ['no rows', [{ importId: 'a', tenant: 'b', chunk: 0 }]],
    ['a row that is null', [{ importId: 'a', tenant: 'b', chunk: 0, rows: [null] }]],
    ['a row without its number', [{ importId: 'a', tenant: 'b', chunk: 0, rows: [{ input: {} }] }]],
    ['a list', [[], []]],
  ];

  test.each(notChunks)('%s fails as InvalidInput, and sends nothing', async (_, args) => {
    const { temporal, taskQueue, sandbox } = await setStage();
    const handle = await temporal.client.workflow.start(IMPORT_WORKFLOW_TYPE, {
      ...{ args, taskQueue, workflowId: freshTaskQueue() },
    });
    const error: unknown = await handle.result().catch((reason: unknown) => reason);
    const cause = error instanceof WorkflowFailedError ? error.cause : undefined;
    expect(cause).toBeInstanceOf(ApplicationFailure);
    expect(cause).toMatchObject({ type: 'InvalidInput', nonRetryable: true });
    expect(sandbox.requests()).toEqual([]);
  });
});

test('a chunk finishes whatever a signal contains', async () => {
  const stage = await setStage({ workers: 0 });
  const handle = await start(stage, chunkOf(stage, newRows(2)));
  for (const junk of [[], [null], ['rows'], [{ rows: null }], [{ rows: [null], more: 0 }]]) {
    await handle.signal(RETRIED_ROWS_SIGNAL, ...junk);
  }
  await stage.addWorker();
  expect((await handle.result()).outcomes.map(({ outcome }) => outcome)).toEqual(['made', 'made']);
});
