import { readableId } from '../../contract/shellWord';
import { cancelOnboarding } from '../../onboardings/cancelOnboarding';
import type { OnboardingStatus } from '../../onboardings/onboardingStatus';
import { unknownId } from '../terminal/chosenOnboardings';
import { EXIT, type ExitStatus } from '../terminal/exit';
import { print, printJson, say } from '../terminal/output';
import { warnWithoutWorker } from '../terminal/warnWithoutWorker';
import { type TemporalCommandOptions, withSession } from '../terminal/withSession';

export interface RequestCancellationOptions extends TemporalCommandOptions {
  ids: readonly string[];
}

/** Requests cancellation of onboardings. One that has ended stays as it is, and the output says so. */
export async function requestCancellation(options: RequestCancellationOptions): Promise<ExitStatus> {
  const { ids, settings, json } = options;
  return await withSession(options, async (session) => {
    const found: (OnboardingStatus | undefined)[] = [];
    for (const workflowId of new Set(ids)) {
      const status = await cancelOnboarding(session.temporal.client, workflowId);
      found.push(status);
      if (json && status) printJson({ workflowId, status });
      else if (status) print(`${readableId(workflowId)} ${SENTENCES[status]}`);
      else say(unknownId(workflowId));
    }
    if (found.some((status) => status === 'running' || status === 'stuck')) {
      await warnWithoutWorker(session, settings.taskQueue);
    }
    return found.includes(undefined) ? EXIT.usage : EXIT.done;
  });
}

const SENTENCES = {
  running: 'ends when its current step ends.',
  stuck: 'is stuck, and ends when its workflow tasks succeed again; see onboard show.',
  done: 'is done; there is nothing to cancel.',
  failed: 'has failed; there is nothing to cancel.',
  cancelled: 'was cancelled before.',
  terminated: 'was terminated before.',
  timedOut: 'has timed out; there is nothing to cancel.',
} as const satisfies Record<OnboardingStatus, string>;
