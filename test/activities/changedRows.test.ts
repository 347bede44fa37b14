import { IMPORT_WORKFLOW_TYPE } from '../../src/contract/importing';
import { failedChunkOf } from '../../src/onboardings/import/failedChunk';
import { eventually } from '../crash/stage/eventually';
import { setStage } from '../setup/stage';
import { chunkOf, newRows, start } from '../onboardings/import/importOf';

jest.setTimeout(90_000);

test('a chunk may not take over the outcome of a row that had another input in the run that it follows', async () => {
  const stage = await setStage({ settings: { importConcurrency: 1 } });
  const { client } = stage.temporal;
  stage.sandbox.fail({ on: 'create', what: { kind: 'slow', byMs: 500 } });
  const chunk = chunkOf(stage, newRows(3));
  const first = await start(stage, chunk);
  await eventually('one customer is made', () => stage.sandbox.customers().length >= 1);
  await first.cancel();
  await first.result().catch(() => undefined);
  stage.sandbox.clearFaults();
  const failedChunk = await failedChunkOf(client, first.workflowId);
  expect(failedChunk?.outcomes).toMatchObject([{ row: 1, outcome: 'made' }]);

  const other = { ...chunk, rows: newRows(3) };
  const { workflowId } = first;
  const { taskQueue } = stage;
  const second = await client.workflow.start(IMPORT_WORKFLOW_TYPE, {
    workflowId,
    taskQueue,
    args: [other, failedChunk],
  });
  const ended: unknown = await second.result().catch((error: unknown) => (error as Error).cause);
  const emails = stage.sandbox.customers().map(({ email }) => email);
  const isMade = emails.includes(other.rows[0]!.input.customer.email);
  expect(isMade ? { type: 'InvalidInput' } : ended).toMatchObject({ type: 'InvalidInput' });
});
