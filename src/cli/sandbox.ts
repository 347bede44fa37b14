import { Command, Option } from 'commander';
import { EXIT, type ExitStatus } from './exit';
import { listenForInterruption, untilAborted } from './interruption';
import { print, printJson, say } from './output';
import { parsePort } from './port';

interface SandboxCommandOptions {
  port?: number;
  latency: 'none' | 'measured';
  language: 'en' | 'de';
  json?: true;
}

export function sandboxCommand(end: (status: Promise<ExitStatus>) => Promise<void>): Command {
  return new Command('sandbox')
    .description('a stand-in for IMS and Commerce on this machine, for demos and tests only, until Ctrl-C')
    .option('--port <port>', 'where it listens on 127.0.0.1 (default: a free port)', parsePort)
    .addOption(
      new Option(
        '--latency <latency>',
        'answer at once, or in the time that a real shop was measured to take',
      )
        .choices(['none', 'measured'])
        .default('none'),
    )
    .addOption(
      new Option('--language <language>', 'language of its refusals').choices(['en', 'de']).default('en'),
    )
    .option('--json', 'print its settings as one JSON document')
    .addHelpText('after', '\nExample:\n  onboard sandbox --port 8080 --latency measured')
    .action(async (options: SandboxCommandOptions) => await end(serve(options)));
}

async function serve({ json, port, latency, language }: SandboxCommandOptions): Promise<ExitStatus> {
  const interruption = listenForInterruption();
  const { startSandbox } = await import('../sandbox/index.js');
  const sandbox = await startSandbox({ latency, language, ...(port !== undefined && { port }) });
  if (json) printJson(sandbox.settings);
  else for (const [name, value] of Object.entries(sandbox.settings)) print(`${name}=${value}`);
  say(`Sandbox for demos and tests only, at ${sandbox.url} (its customers and mails); until Ctrl-C.`);
  await untilAborted(interruption);
  await sandbox.stop();
  return EXIT.done;
}
