import type { OnboardingInput } from '../contract/onboarding';
import type { Environment, ServiceSettings } from '../settings';
import { followOnboarding } from '../temporal/followOnboarding';
import { createLogger } from '../temporal/logging';
import { ensureSearchAttributes } from '../temporal/searchAttributes';
import { startOnboarding } from '../temporal/startOnboarding';
import { countWorkers } from '../temporal/workers';
import { EXIT, type ExitStatus } from './exit';
import { print, printJson, say } from './output';
import { printOutcome } from './printOutcome';
import { openSession, type Session } from './session';
import { sayTrouble } from './transcript';

export interface StartThereOptions {
  input: OnboardingInput;
  environment: Environment;
  restEndpoint: string;
  settings: ServiceSettings;
  json: boolean;
  /** Wait for the onboarding's end. */
  wait: boolean;
  interruption: AbortSignal;
}

/**
 * Starts an onboarding that a worker elsewhere does, and prints its ID; where it waits for its end, its result too.
 * @throws Interrupted while it waits; and the errors of `openSession`
 */
export async function startThere(options: StartThereOptions): Promise<ExitStatus> {
  const { environment, settings } = options;
  const logger = createLogger(settings.logLevel);
  const session = await openSession({ environment, settings, logger });
  try {
    return await startWith(session, options);
  } finally {
    await session.close();
  }
}

async function startWith(session: Session, options: StartThereOptions): Promise<ExitStatus> {
  const { input, restEndpoint, json, wait, interruption } = options;
  const { taskQueue } = options.settings;
  const { client } = session.temporal;
  await ensureSearchAttributes(session.temporal);
  interruption.throwIfAborted();
  const handle = await startOnboarding(client, { input, restEndpoint, taskQueue });
  const { workflowId } = handle;
  if ((await countWorkers(session.temporal, taskQueue)) === 0) {
    say(
      `No worker is there to do it (task queue ${taskQueue}); it is done as soon as one is: onboard worker`,
    );
  }
  if (!json) print(workflowId);
  if (!wait) {
    if (json) printJson({ workflowId, status: statusOf((await handle.describe()).status.name) });
    return EXIT.done;
  }
  const outcome = await followOnboarding({ client, handle, onEvent: sayTrouble, signal: interruption });
  printOutcome(workflowId, outcome, { as: json ? 'json' : 'result' });
  return outcome.status === 'done' ? EXIT.done : EXIT.failed;
}

/** What a start finds is done, or runs; a quick one may have failed by now. */
function statusOf(status: string): 'done' | 'failed' | 'running' {
  if (status === 'COMPLETED') return 'done';
  return status === 'FAILED' ? 'failed' : 'running';
}
