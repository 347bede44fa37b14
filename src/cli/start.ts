import { Command } from 'commander';
import { loadEnvironment, readSettings } from '../settings';
import { followOnboarding } from '../temporal/followOnboarding';
import { createLogger } from '../temporal/logging';
import { ensureSearchAttributes } from '../temporal/searchAttributes';
import { startOnboarding } from '../temporal/startOnboarding';
import { countWorkers } from '../temporal/workers';
import { EXIT, type ExitStatus } from './exit';
import { readInput } from './inputFile';
import { Interrupted, listenForInterruption } from './interruption';
import { print, printJson, say } from './output';
import { collectProblems } from './problems';
import { printOutcome } from './printOutcome';
import { openSession } from './session';
import { sayTrouble } from './transcript';

interface StartOptions {
  wait?: true;
  json?: true;
}

export function startCommand(end: (status: Promise<ExitStatus>) => Promise<void>): Command {
  return new Command('start')
    .description('start one onboarding and print its ID; a worker does it')
    .argument('<file>', 'JSON file with the input, or - for standard input')
    .option('--wait', 'wait for its end, and print its result')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  onboard start examples/john-doe.json --wait')
    .action(async (file: string, options: StartOptions) => await end(start(file, options)));
}

async function start(file: string, { wait, json }: StartOptions): Promise<ExitStatus> {
  const environment = { ONBOARDING_LOG_LEVEL: 'error', ...loadEnvironment() };
  const settings = Promise.resolve().then(() => readSettings(environment, ['restEndpoint', 'service']));
  const [input, { restEndpoint, service }] = await collectProblems(readInput(file), settings);
  const interruption = listenForInterruption();
  const session = await openSession({
    environment,
    settings: service,
    logger: createLogger(service.logLevel),
  });
  try {
    const { client } = session.temporal;
    await ensureSearchAttributes(session.temporal);
    const handle = await startOnboarding(client, { input, restEndpoint, taskQueue: service.taskQueue });
    if ((await countWorkers(session.temporal, service.taskQueue)) === 0) {
      say(
        `No worker is there to do it (task queue ${service.taskQueue}); it is done as soon as one is: onboard worker`,
      );
    }
    if (!wait) {
      const { status } = await handle.describe();
      if (json)
        printJson({
          workflowId: handle.workflowId,
          status: status.name === 'COMPLETED' ? 'done' : 'running',
        });
      else print(handle.workflowId);
      return EXIT.done;
    }
    if (!json) print(handle.workflowId);
    const outcome = await followOnboarding({ client, handle, onEvent: sayTrouble, signal: interruption });
    printOutcome(handle.workflowId, outcome, { as: json ? 'json' : 'result' });
    return outcome.status === 'done' ? EXIT.done : EXIT.failed;
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    say('Interrupted. The onboarding goes on; the same command waits for it again.');
    return EXIT.interrupted;
  } finally {
    await session.close();
  }
}
