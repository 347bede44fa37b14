import { isIP } from 'node:net';
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import type { Fault, FaultRule } from '../../sandbox';
import { duration } from '../../settings/duration';
import { EXIT, type ExitStatus, UsageError } from '../terminal/exit';
import { listenForInterruption, untilAborted } from '../terminal/interruption';
import { print, printJson, say } from '../terminal/output';
import { parsePort } from '../terminal/optionValues';
import type { SandboxControlOptions } from './sandboxControl';

interface SandboxCommandOptions {
  host?: string;
  port?: number;
  latency: 'none' | 'measured';
  language: 'en' | 'de';
  attribute: readonly string[];
  json?: true;
}

export function sandboxCommand(end: (status: Promise<ExitStatus>) => Promise<void>): Command {
  // Sub-commands copy these settings when they are created, so set them first.
  const sandbox = new Command('sandbox')
    .description('run a local replacement for IMS and Commerce until Ctrl-C, for demos and tests only')
    .exitOverride()
    .enablePositionalOptions()
    .showHelpAfterError('(onboard sandbox --help says more)')
    .option(
      '--host <address>',
      'address to listen on (default: 127.0.0.1); use another one only in a container, because the sandbox asks for no key',
      parseAddress,
    )
    .option('--port <port>', 'port to listen on (default: a free port)', parsePort)
    .addOption(
      new Option('--latency <latency>', 'answer immediately, or with the latency measured on a real shop')
        .choices(['none', 'measured'])
        .default('none'),
    )
    .addOption(
      new Option('--language <language>', 'language of its refusals').choices(['en', 'de']).default('en'),
    )
    .option(
      '--attribute <code...>',
      'codes of custom attributes that its customers have, such as that of ONBOARDING_MARKER_ATTRIBUTE',
      [],
    )
    .option('--json', 'print the settings of the sandbox as one JSON document')
    .addHelpText(
      'after',
      '\nExample:\n  onboard sandbox --port 8080 --latency measured\n  onboard sandbox fault create 503 --for 60s\n  onboard sandbox customers',
    )
    .action(async (options: SandboxCommandOptions) => await end(serve(options)));
  sandbox.addCommand(customersCommand(end));
  sandbox.addCommand(mailsCommand(end));
  sandbox.addCommand(faultCommand(end));
  sandbox.addCommand(faultsCommand(end));
  return sandbox;
}

type End = (status: Promise<ExitStatus>) => Promise<void>;

/** A command for a sandbox of another process. */
function controlCommand(name: string): Command {
  return new Command(name)
    .exitOverride()
    .showHelpAfterError(`(onboard sandbox ${name} --help says more)`)
    .option('--url <url>', 'address of the sandbox (default: the one of the onboard dev that runs here)')
    .option('--json', 'print JSON, one document per line');
}

function customersCommand(end: End): Command {
  return controlCommand('customers')
    .description('list the customers of a running sandbox')
    .addHelpText('after', '\nExample:\n  onboard sandbox customers')
    .action(async (options: SandboxControlOptions) => await end(control((to) => to.printCustomers(options))));
}

function mailsCommand(end: End): Command {
  return controlCommand('mails')
    .description('list the mails that a running sandbox would have sent')
    .addHelpText('after', '\nExample:\n  onboard sandbox mails')
    .action(async (options: SandboxControlOptions) => await end(control((to) => to.printMails(options))));
}

interface FaultsOptions extends SandboxControlOptions {
  clear?: true;
}

function faultsCommand(end: End): Command {
  return controlCommand('faults')
    .description('list or clear the active faults of a running sandbox')
    .option('--clear', 'end them all')
    .addHelpText('after', '\nExample:\n  onboard sandbox faults --clear')
    .action(
      async ({ clear, ...options }: FaultsOptions) =>
        await end(control((to) => (clear ? to.clearFaults(options) : to.listFaults(options)))),
    );
}

interface FaultOptions extends SandboxControlOptions {
  for?: number;
  times?: number;
  by?: number;
  done?: true;
  email?: string;
}

const FAULTED_REQUESTS = ['token', 'create', 'update', 'lookUp', 'read', 'any'] as const;

function faultCommand(end: End): Command {
  return controlCommand('fault')
    .description('make requests to a running sandbox fail')
    .addArgument(new Argument('<request>', 'the requests that fail').choices(FAULTED_REQUESTS))
    .argument(
      '<what>',
      'a status such as 503; lose: no answer; reset: the connection is reset; cut: the answer is cut off; slow: the answer is delayed by --by',
    )
    .option('--for <duration>', 'for how long, such as 60s (default: until `faults --clear`)', parseDuration)
    .option('--times <count>', 'only the first requests, this many', parseCount)
    .option('--by <duration>', 'how late `slow` answers', parseDuration, 5_000)
    .option('--done', 'carry the request out first; the client does not learn that it succeeded')
    .option('--email <email>', 'only requests about this customer')
    .addHelpText(
      'after',
      '\nExample:\n  onboard sandbox fault create 503 --for 60s\n  onboard sandbox fault create lose --done --times 1',
    )
    .action(
      async (on: (typeof FAULTED_REQUESTS)[number], what: string, options: FaultOptions) =>
        await end(control((to) => to.addFault(ruleOf(on, what, options), options))),
    );
}

function ruleOf(
  on: (typeof FAULTED_REQUESTS)[number],
  what: string,
  { for: forMs, times: count, by: byMs = 0, done, email }: FaultOptions,
): FaultRule {
  return {
    on,
    what: faultOf(what, { byMs, made: done === true }),
    ...(forMs !== undefined && { forMs }),
    ...(count !== undefined && { count }),
    ...(email !== undefined && { email }),
  };
}

function faultOf(what: string, { byMs, made }: { byMs: number; made: boolean }): Fault {
  if (/^[2-5]\d\d$/.test(what)) return { kind: 'status', status: Number(what), made };
  switch (what) {
    case 'lose':
    case 'reset':
      return { kind: what, made };
    case 'cut':
      return { kind: 'truncate', where: 'connection' };
    case 'slow':
      return { kind: 'slow', byMs };
    default:
      throw new UsageError([
        `sandbox fault: ${what} is not a fault; use a status from 200 to 599, lose, reset, cut or slow`,
      ]);
  }
}

const readDuration = duration({ most: '24h' });

function parseDuration(text: string): number {
  const read = readDuration(text);
  if (read.ok) return read.value;
  throw new InvalidArgumentError(`It ${read.problem}.`);
}

function parseCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new InvalidArgumentError('It must be a whole number from 1.');
}

async function control(
  work: (commands: typeof import('./sandboxControl.js')) => Promise<void>,
): Promise<ExitStatus> {
  await work(await import('./sandboxControl.js'));
  return EXIT.done;
}

function parseAddress(text: string): string {
  if (isIP(text) !== 0) return text;
  throw new InvalidArgumentError('It must be an IP address such as 0.0.0.0.');
}

async function serve({
  json,
  host,
  port,
  latency,
  language,
  attribute: customerAttributes,
}: SandboxCommandOptions): Promise<ExitStatus> {
  const interruption = listenForInterruption();
  const { startSandbox } = await import('../../sandbox/index.js');
  const sandbox = await startSandbox({
    ...{ latency, language, customerAttributes },
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port }),
  });
  if (json) printJson(sandbox.settings);
  else for (const [name, value] of Object.entries(sandbox.settings)) print(`${name}=${value}`);
  say(`Sandbox for demos and tests only, at ${sandbox.url} (its customers and mails); until Ctrl-C.`);
  await untilAborted(interruption);
  await sandbox.stop();
  return EXIT.done;
}
