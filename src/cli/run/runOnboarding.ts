import type { CodecServer } from '../../codecServer';
import type { OnboardingInput } from '../../contract/onboarding';
import type { Environment, Settings } from '../../settings';
import { followOnboarding } from '../../onboardings/followOnboarding';
import { startOnboarding } from '../../onboardings/startOnboarding';
import { EXIT, type ExitStatus } from '../terminal/exit';
import { untilAborted } from '../terminal/interruption';
import { startTerminalWorker } from '../terminal/localWorker';
import { say } from '../terminal/output';
import { printOutcome } from '../terminal/printOutcome';
import type { Session } from '../terminal/session';
import { printEvent, redactionFor, sayTrouble } from '../terminal/transcript';
import { withSession } from '../terminal/withSession';

export interface RunOnboardingOptions {
  input: OnboardingInput;
  environment: Environment;
  settings: Settings;
  as: 'json' | 'transcript';
  /** Keep running after the end, until Ctrl-C. */
  keep: boolean;
  interruption: AbortSignal;
}

/**
 * Onboards one customer with a worker in this process, and prints the outcome.
 * @throws Interrupted if interrupted before the end; the errors of `openSession`
 */
export async function runOnboarding(options: RunOnboardingOptions): Promise<ExitStatus> {
  const { environment, settings, keep, interruption } = options;
  return await withSession({ environment, settings: settings.service, interruption }, async (session) => {
    if (session.embedded) {
      say(`UI while this runs: ${session.embedded.ui}${keep ? '' : '; later: npx commerce-onboarding dev'}`);
    }
    return await runWith(session, options);
  });
}

async function runWith(session: Session, options: RunOnboardingOptions): Promise<ExitStatus> {
  const { input, as, keep, interruption } = options;
  const { tenant, worker: settings, service } = options.settings;
  const worker = await startTerminalWorker({ session, tenant, settings, service });
  const codecServer = keep ? await serveCodec(session, service.home) : undefined;
  try {
    interruption.throwIfAborted();
    const { client } = session.temporal;
    const handle = await startOnboarding(client, {
      input,
      restEndpoint: tenant.restEndpoint,
      taskQueue: service.taskQueue,
    });
    const redact = redactionFor(input, options.environment);
    const report = as === 'json' ? sayTrouble : printEvent;
    const outcome = await Promise.race([
      followOnboarding({ client, handle, onEvent: (event) => report(event, redact), signal: interruption }),
      failing(worker.ended),
    ]);
    printOutcome(handle.workflowId, outcome, { as });
    if (keep) await keepRunning(interruption);
    return outcome.status === 'done' ? EXIT.done : EXIT.failed;
  } finally {
    await codecServer?.close();
    await worker.stop();
  }
}

/** Loaded only with `keep`, because it takes longer than a quick onboarding should. */
async function serveCodec(session: Session, home: string): Promise<CodecServer | undefined> {
  const { startHomeCodecServer } = await import('../dev/homeCodecServer.js');
  return await startHomeCodecServer(session, home);
}

async function keepRunning(interruption: AbortSignal): Promise<void> {
  say('Staying until Ctrl-C.');
  await untilAborted(interruption);
}

/** Never resolves: the race has been decided before a worker stops normally. */
async function failing(ended: Promise<void>): Promise<never> {
  await ended;
  return await new Promise<never>(() => undefined);
}
