import { Command, InvalidArgumentError } from 'commander';
import { type Right, RIGHTS } from '../gateway/access/rights';
import { loadEnvironment } from '../settings';
import { EXIT, type ExitStatus } from './exit';
import { listenForInterruption, untilAborted } from './interruption';
import { print, printJson, say } from './output';
import { parsePort } from './port';
import { readGatewaySettings } from './problems';

interface ServeOptions {
  host?: string;
  port?: number;
  json?: true;
}

export function gatewayCommand(end: (status: Promise<ExitStatus>) => Promise<void>): Command {
  // What its commands take over from it is taken over when they are made.
  const gateway = new Command('gateway')
    .description('start, show, list and retry onboardings over HTTP, until SIGTERM or Ctrl-C')
    .exitOverride()
    .enablePositionalOptions()
    .showHelpAfterError('(onboard gateway --help says more)')
    .option('--host <host>', 'where it listens, instead of ONBOARDING_GATEWAY_ADDRESS')
    .option('--port <port>', 'its port, instead of that of ONBOARDING_GATEWAY_ADDRESS', parsePort)
    .option('--json', 'print its address as one JSON document')
    .addHelpText(
      'after',
      '\nExample:\n  onboard gateway keys new crm --right start --right read\n  onboard gateway --host 0.0.0.0',
    )
    .action(async (options: ServeOptions) => await end(serve(options)));
  gateway.addCommand(keysCommand(end));
  return gateway;
}

async function serve({ json, host, port }: ServeOptions): Promise<ExitStatus> {
  const environment = loadEnvironment();
  const settings = await readGatewaySettings(environment);
  const { address } = settings.gateway;
  const interruption = listenForInterruption();
  const { openGateway } = await import('./gateway/openGateway.js');
  const gateway = await openGateway({
    environment,
    settings,
    address: { host: host ?? address.host, port: port ?? address.port },
  });
  const { url } = gateway;
  if (json) printJson({ url });
  else print(url);
  const who = gateway.isOpen ? 'every program of this machine, as no key was made' : 'holders of a key';
  say(`Answering ${who}; ${url}/docs in a browser; until Ctrl-C.`);
  await untilAborted(interruption);
  await gateway.close();
  return EXIT.done;
}

interface NewOptions {
  right: Right[];
  json?: true;
}

interface RevokeOptions {
  id?: string;
}

function keysCommand(end: (status: Promise<ExitStatus>) => Promise<void>): Command {
  const keys = new Command('keys')
    .description('make, list and revoke the API keys; a running gateway knows of it at once')
    .exitOverride()
    .showHelpAfterError('(onboard gateway keys --help says more)')
    .addHelpText('after', '\nExample:\n  onboard gateway keys new crm --right start --right read');
  keys
    .command('new')
    .description('make a key and print it, this once: its hash alone is kept')
    .argument('<name>', 'whose it is; a second key of a name may take the place of the first')
    .requiredOption('--right <right>', `what it is for: ${RIGHTS.join(', ')}; may be given again`, addRight)
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  onboard gateway keys new crm --right start --right read')
    .action(async (name: string, options: NewOptions) => await end(makeKey(name, options)));
  keys
    .command('list')
    .description('names, IDs and rights of the keys')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  onboard gateway keys list')
    .action(async ({ json }: { json?: true }) => await end(listKeys(json === true)));
  keys
    .command('revoke')
    .description('let in no more the keys of a name')
    .argument('<name>', 'whose they are')
    .option('--id <id>', 'this one of them alone')
    .addHelpText('after', '\nExample:\n  onboard gateway keys revoke crm')
    .action(async (name: string, options: RevokeOptions) => await end(revokeKeys(name, options)));
  return keys;
}

async function makeKey(name: string, { right: rights, json }: NewOptions): Promise<ExitStatus> {
  const { makeGatewayKey } = await import('./gateway/gatewayKeys.js');
  await makeGatewayKey({ environment: loadEnvironment(), name, rights, json: json === true });
  return EXIT.done;
}

async function listKeys(json: boolean): Promise<ExitStatus> {
  const { listGatewayKeys } = await import('./gateway/gatewayKeys.js');
  await listGatewayKeys({ environment: loadEnvironment(), json });
  return EXIT.done;
}

async function revokeKeys(name: string, { id }: RevokeOptions): Promise<ExitStatus> {
  const { revokeGatewayKeys } = await import('./gateway/gatewayKeys.js');
  await revokeGatewayKeys({ environment: loadEnvironment(), name, id });
  return EXIT.done;
}

function addRight(text: string, earlier: readonly Right[] = []): Right[] {
  const right = RIGHTS.find((known) => known === text);
  if (right === undefined) throw new InvalidArgumentError(`It must be one of ${RIGHTS.join(', ')}.`);
  return [...new Set([...earlier, right])];
}
