import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { ListedOnboarding } from '../../src/onboardings/listOnboardings';
import { markWithoutHistory, MOST_CHECKED } from '../../src/onboardings/withoutHistory';

const NOW_MS = Date.UTC(2026, 10, 24);

/** An onboarding that started so many minutes ago. */
function started(minutesAgo: number, closedAt: Date | null = null): ListedOnboarding {
  const startedAt = new Date(NOW_MS - minutesAgo * 60_000);
  const status = closedAt ? 'done' : 'running';
  return {
    ...{ workflowId: `started-${minutesAgo}`, runId: 'run', status, startedAt, closedAt },
    ...{ failure: null, step: null, customerId: null },
  };
}

/** A client of a server that has no history, and the IDs that it was asked for. */
function clientWithoutHistories(): { client: Client; asked: string[] } {
  const asked: string[] = [];
  const getHandle = (workflowId: string, runId: string) => ({
    describe: () => {
      asked.push(workflowId);
      return Promise.reject(new WorkflowNotFoundError('not found', workflowId, runId));
    },
  });
  return { client: { workflow: { getHandle } } as unknown as Client, asked };
}

test('a running onboarding without a history is marked; one that ended is not asked for', async () => {
  const { client, asked } = clientWithoutHistories();
  const marked = await markWithoutHistory(client, [started(1), started(2, new Date(NOW_MS))]);
  expect(marked.map(({ hasNoHistory }) => hasNoHistory)).toEqual([true, undefined]);
  expect(asked).toEqual(['started-1']);
});

test('of any number of running onboardings, only the oldest are checked', async () => {
  const { client, asked } = clientWithoutHistories();
  const newestFirst = Array.from({ length: MOST_CHECKED + 100 }, (_, minutes) => started(minutes));
  const marked = await markWithoutHistory(client, newestFirst);
  expect(asked).toHaveLength(MOST_CHECKED);
  const marks = marked.map(({ hasNoHistory }) => hasNoHistory === true);
  expect(marks).toEqual(newestFirst.map((_, minutes) => minutes >= 100));
});
