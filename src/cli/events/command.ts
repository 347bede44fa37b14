import { Command, Option } from 'commander';
import { DELIVERY_STATUSES, type DeliveryStatus } from '../../events';
import { loadEnvironment, readEvents, readSettings } from '../../settings';
import { assertWorkflowId } from '../terminal/chosenOnboardings';
import { terminalEnvironment } from '../terminal/environment';
import { type ExitStatus, UsageError } from '../terminal/exit';
import { parseCount } from '../terminal/optionValues';

interface ListOptions {
  status?: DeliveryStatus;
  limit: number;
  json?: true;
}

const DEFAULT_LIMIT = 50;

export function eventsCommand(end: (status: Promise<ExitStatus>) => Promise<void>): Command {
  // Sub-commands copy these settings when they are created, so set them first.
  const events = new Command('events')
    .description('list, repeat and test the events that endpoints get when onboardings end')
    .exitOverride()
    .showHelpAfterError('(onboard events --help says more)')
    .addHelpText('after', '\nExample:\n  onboard events list --status failed');
  events
    .command('list')
    .description('list deliveries, newest first, and what running ones wait for')
    .addOption(new Option('--status <status>', 'only deliveries with this status').choices(DELIVERY_STATUSES))
    .option('--limit <count>', 'maximum number of deliveries', parseCount, DEFAULT_LIMIT)
    .option('--json', 'print JSON, one document per line')
    .addHelpText('after', '\nExample:\n  onboard events list --status delivering')
    .action(async (options: ListOptions) => await end(list(options)));
  events
    .command('redeliver')
    .description('send events again to all of their endpoints, with the same IDs')
    .argument('<id...>', 'IDs of deliveries, onboardings or parts of imports')
    .option('--json', 'print JSON, one document per line')
    .addHelpText('after', '\nExample:\n  onboard events redeliver onboard-0123456789abcdef0123456789abcdef')
    .action(async (ids: string[], options: { json?: true }) => await end(redeliver(ids, options)));
  events
    .command('test')
    .description('send a test event from this machine to an endpoint of ONBOARDING_EVENTS_FILE')
    .argument('<endpoint>', 'the name of the endpoint')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  onboard events test erp')
    .action(async (endpoint: string, options: { json?: true }) => await end(test(endpoint, options)));
  return events;
}

async function list({ status, limit, json }: ListOptions): Promise<ExitStatus> {
  const environment = await terminalEnvironment();
  const { service: settings } = readSettings(environment, ['service']);
  const { printDeliveries } = await import('./printDeliveries.js');
  return await printDeliveries({
    ...{ environment, settings, limit, json: json === true },
    ...(status && { status }),
  });
}

async function redeliver(ids: string[], { json }: { json?: true }): Promise<ExitStatus> {
  for (const id of ids) assertWorkflowId(id);
  const environment = await terminalEnvironment();
  const { service: settings } = readSettings(environment, ['service']);
  const { redeliverEvents } = await import('./redeliverEvents.js');
  return await redeliverEvents({ ids, environment, settings, json: json === true });
}

async function test(name: string, { json }: { json?: true }): Promise<ExitStatus> {
  const environment = loadEnvironment();
  const endpoints = readEvents(environment);
  const endpoint = endpoints.find((each) => each.name === name);
  if (!endpoint) throw unknownEndpoint(name, endpoints);
  const { sendTest } = await import('./sendTest.js');
  return await sendTest({ endpoint, environment, json: json === true });
}

function unknownEndpoint(name: string, endpoints: readonly { name: string }[]): UsageError {
  const names = endpoints.map((each) => each.name).join(', ');
  return new UsageError([
    names === ''
      ? 'there is no endpoint: set ONBOARDING_EVENTS_FILE to a file that lists them (docs/guides/send-events.md)'
      : `there is no endpoint ${name}; ONBOARDING_EVENTS_FILE has ${names}`,
  ]);
}
