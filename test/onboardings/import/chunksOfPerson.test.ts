import { onboardingWorkflowId, tenantId } from '../../../src/contract/parse/workflowId';
import { forgetOnboardings } from '../../../src/onboardings/forgetOnboardings';
import { chunksOfPerson } from '../../../src/onboardings/import/chunksOfPerson';
import { startChunk } from '../../../src/onboardings/import/startChunk';
import { somebody } from '../../setup/people';
import { setStage } from '../../setup/stage';
import { freshTaskQueue } from '../../setup/temporal';

test('a person is found in the chunk with her row, by address or by ID, and is forgotten with it', async () => {
  const stage = await setStage();
  const { client } = stage.temporal;
  const { REST_ENDPOINT: restEndpoint } = stage.sandbox.settings;
  const [jane, john] = [somebody(), somebody()];
  const start = async (customer: typeof jane, chunk: number) => {
    const rows = [{ row: 1, input: { customer } }];
    const importId = freshTaskQueue();
    const tenant = tenantId(restEndpoint);
    return await startChunk(client, {
      chunk: { importId, tenant, chunk, rows },
      taskQueue: stage.taskQueue,
    });
  };
  const [hers, his] = [await start(jane, 0), await start(john, 1)];
  await Promise.all([hers.result(), his.result()]);

  const email = jane.email.toUpperCase();
  expect(await chunksOfPerson(client, { by: 'person', email }, restEndpoint)).toEqual([hers.workflowId]);
  const workflowId = onboardingWorkflowId({ restEndpoint, websiteId: 1, email: jane.email });
  expect(await chunksOfPerson(client, { by: 'id', workflowId }, restEndpoint)).toEqual([hers.workflowId]);

  const workflowIds = [hers.workflowId];
  const forgetting = await forgetOnboardings(stage.temporal, {
    workflowIds,
    terminate: false,
    limitMs: 60_000,
  });
  expect(forgetting).toMatchObject({ kind: 'forgotten', runs: [{ workflowId: hers.workflowId }] });
  await expect(hers.describe()).rejects.toThrow();
  expect((await his.describe()).status.name).toBe('COMPLETED');
}, 90_000);
