import type { Info } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { evidenceOf } from '../../activities/evidence';
import type { Evidence } from '../../src/commerce/createOnce';
import type { CreateCustomerRequest } from '../../src/contract/steps';

const workflowExecution = { workflowId: 'onboarding', runId: 'first-run' };

/** Tests each piece of evidence alone: on a server the others would often make up for a missing one. */
function evidenceAt(info: Partial<Info>, changes: Partial<CreateCustomerRequest> = {}): Evidence {
  const { context } = new MockActivityEnvironment({
    workflowExecution,
    attempt: 1,
    scheduledTimestampMs: 1_000,
    currentAttemptScheduledTimestampMs: 1_000,
    ...info,
  });
  const request = {
    input: { customer: { email: 'john@example.com', firstname: 'John', lastname: 'Doe' } },
    firstStartedAt: new Date(0).toISOString(),
    originalRunId: workflowExecution.runId,
    ...changes,
  };
  const attempt = {
    signal: context.cancellationSignal,
    remainingMs: () => 60_000,
    assertCurrent: () => Promise.resolve(),
    serverTime: () => Promise.resolve(0),
  };
  return evidenceOf(context, request, attempt);
}

describe('an earlier POST may have arrived', () => {
  test('at a later attempt', () => {
    expect(evidenceAt({ attempt: 2 }).earlierPostMayHaveArrived).toBe(true);
  });

  test('after an activity reset, which counts from 1 but schedules the activity a second time', () => {
    expect(evidenceAt({ currentAttemptScheduledTimestampMs: 1_001 }).earlierPostMayHaveArrived).toBe(true);
  });

  test('after a workflow reset, in a run that is not the original one', () => {
    const inResetRun = { ...workflowExecution, runId: 'second-run' };
    expect(evidenceAt({ workflowExecution: inResetRun }).earlierPostMayHaveArrived).toBe(true);
  });

  test('never at the first attempt of the first run', () => {
    expect(evidenceAt({}).earlierPostMayHaveArrived).toBe(false);
  });
});

test('a run that retry started searches first, and its first attempt has sent no POST', () => {
  expect(evidenceAt({}, { retriedNames: [] })).toMatchObject({
    followsAnotherRun: true,
    earlierPostMayHaveArrived: false,
  });
  expect(evidenceAt({})).toMatchObject({ followsAnotherRun: false });
});
