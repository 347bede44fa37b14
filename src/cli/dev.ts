import { Command } from 'commander';
import { loadEnvironment } from '../settings';
import { EXIT, type ExitStatus } from './exit';
import { listenForInterruption } from './interruption';

export function devCommand(end: (status: Promise<ExitStatus>) => Promise<void>): Command {
  return new Command('dev')
    .description(
      'everything on this machine, in one terminal, until Ctrl-C: server, UI, codec server, worker, and a sandbox where no CLIENT_ID is set',
    )
    .addHelpText('after', '\nExample:\n  onboard dev')
    .action(async () => await end(develop()));
}

async function develop(): Promise<ExitStatus> {
  const environment = loadEnvironment();
  const interruption = listenForInterruption();
  const { developHere } = await import('./developHere.js');
  await developHere({ environment, interruption });
  return EXIT.done;
}
