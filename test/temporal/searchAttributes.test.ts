import { randomUUID } from 'node:crypto';
import { protoDuration } from '../../src/contract/parse/protoTime';
import { SEARCH_ATTRIBUTES } from '../../src/contract/names';
import { connectTemporal } from '../../src/temporal/connection';
import { createLogger, installRuntime } from '../../src/temporal/logging';
import { ensureSearchAttributes, searchAttributeState } from '../../src/temporal/searchAttributes';
import { connect } from '../setup/temporal';

beforeAll(() => installRuntime(createLogger('silent')));

test("the embedded server's namespace has them from the start", async () => {
  const temporal = await connect();
  expect(await searchAttributeState(temporal)).toMatchObject({ missing: [] });
  await temporal.connection.close();
});

test('once they are ensured in a namespace without them, a start that sets one is accepted', async () => {
  const address = process.env['TEST_TEMPORAL_ADDRESS'] ?? '';
  const namespace = `attributes-${randomUUID()}`;
  const temporal = await connectTemporal({ connectionOptions: { address }, namespace }, {});
  await temporal.connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: protoDuration(24 * 3_600_000),
  });
  await ensureSearchAttributes(temporal);
  const handle = await temporal.client.workflow.start('nobodyRunsIt', {
    taskQueue: 'none',
    workflowId: randomUUID(),
    typedSearchAttributes: [{ key: SEARCH_ATTRIBUTES.person, value: 'somebody' }],
  });
  const { typedSearchAttributes } = await handle.describe();
  expect(typedSearchAttributes.get(SEARCH_ATTRIBUTES.person)).toBe('somebody');
  await temporal.connection.close();
});
