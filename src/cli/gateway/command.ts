import { Command, InvalidArgumentError } from 'commander';
import { type Right, RIGHTS } from '../../gateway/access/rights';
import { loadEnvironment } from '../../settings';
import { EXIT, type ExitStatus } from '../terminal/exit';
import { listenForInterruption, untilAborted } from '../terminal/interruption';
import { print, printJson, say } from '../terminal/output';
import { parsePort } from '../terminal/optionValues';
import { readGatewaySettings } from '../terminal/problems';

interface ServeOptions {
  host?: string;
  port?: number;
  json?: true;
}

export function gatewayCommand(end: (status: Promise<ExitStatus>) => Promise<void>): Command {
  // Sub-commands copy these settings when they are created, so set them first.
  const gateway = new Command('gateway')
    .description('serve the HTTP API until SIGTERM or Ctrl-C')
    .exitOverride()
    .enablePositionalOptions()
    .showHelpAfterError('(onboard gateway --help says more)')
    .option('--host <host>', 'host to listen on, instead of ONBOARDING_GATEWAY_ADDRESS')
    .option('--port <port>', 'port to listen on, instead of ONBOARDING_GATEWAY_ADDRESS', parsePort)
    .option('--json', 'print the address as one JSON document')
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
  const { openGateway } = await import('./openGateway.js');
  const gateway = await openGateway({
    environment,
    settings,
    address: { host: host ?? address.host, port: port ?? address.port },
  });
  const { url } = gateway;
  if (json) printJson({ url });
  else print(url);
  const who = gateway.isOpen ? 'every program on this machine (there is no key)' : 'holders of a key';
  const { eventsSecrets, eventsClientId } = settings.gateway;
  const events = eventsSecrets || eventsClientId !== undefined ? ', and signed events' : '';
  say(`Answering ${who}${events}; ${url}/docs in a browser; until Ctrl-C.`);
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
    .description('create, list and revoke API keys; running gateways see changes immediately')
    .exitOverride()
    .showHelpAfterError('(onboard gateway keys --help says more)')
    .addHelpText('after', '\nExample:\n  onboard gateway keys new crm --right start --right read');
  keys
    .command('new')
    .description('create a key and print it; it is shown only once')
    .argument('<name>', 'the name of its holder; a name may have several keys')
    .requiredOption('--right <right>', `a right of the key: ${RIGHTS.join(', ')}; repeatable`, addRight)
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  onboard gateway keys new crm --right start --right read')
    .action(async (name: string, options: NewOptions) => await end(makeKey(name, options)));
  keys
    .command('list')
    .description('list the names, IDs and rights of the keys')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  onboard gateway keys list')
    .action(async ({ json }: { json?: true }) => await end(listKeys(json === true)));
  keys
    .command('revoke')
    .description('revoke the keys of a name')
    .argument('<name>', 'the name of the holder')
    .option('--id <id>', 'revoke only the key with this ID')
    .addHelpText('after', '\nExample:\n  onboard gateway keys revoke crm')
    .action(async (name: string, options: RevokeOptions) => await end(revokeKeys(name, options)));
  return keys;
}

async function makeKey(name: string, { right: rights, json }: NewOptions): Promise<ExitStatus> {
  const { makeGatewayKey } = await import('./gatewayKeys.js');
  await makeGatewayKey({ environment: loadEnvironment(), name, rights, json: json === true });
  return EXIT.done;
}

async function listKeys(json: boolean): Promise<ExitStatus> {
  const { listGatewayKeys } = await import('./gatewayKeys.js');
  await listGatewayKeys({ environment: loadEnvironment(), json });
  return EXIT.done;
}

async function revokeKeys(name: string, { id }: RevokeOptions): Promise<ExitStatus> {
  const { revokeGatewayKeys } = await import('./gatewayKeys.js');
  await revokeGatewayKeys({ environment: loadEnvironment(), name, id });
  return EXIT.done;
}

function addRight(text: string, earlier: readonly Right[] = []): Right[] {
  const right = RIGHTS.find((known) => known === text);
  if (right === undefined) throw new InvalidArgumentError(`It must be one of ${RIGHTS.join(', ')}.`);
  return [...new Set([...earlier, right])];
}
