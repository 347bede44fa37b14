import { createReadiness } from '../../src/monitoring/readiness';
import { connect } from '../setup/temporal';

test.each([
  ['FAILED', 'POLLING', 'the worker is FAILED'],
  ['STOPPED', 'SHUTDOWN', 'the worker is STOPPED'],
  ['RUNNING', 'FAILED', 'the worker no longer asks for work'],
  ['RUNNING', 'POLLING', undefined],
  ['DRAINING', 'SHUTDOWN', undefined],
] as const)('a worker that is %s and whose poller is %s: %s', async (runState, pollerState, problem) => {
  const status = { runState, workflowPollerState: pollerState, activityPollerState: pollerState };
  const worker = { getState: () => runState, getStatus: () => status };
  const temporal = await connect();
  expect(createReadiness({ temporal, worker: () => worker }).whyStalled()).toBe(problem);
  await temporal.connection.close();
});
