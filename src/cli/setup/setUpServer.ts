import { readTarget } from '../../client/temporalEnvironment';
import { secretValues, type ServiceSettings } from '../../settings';
import { embeddedTarget } from '../../embeddedServer';
import { createLogger, installRuntime } from '../../temporal/logging';
import { LEAST_RETENTION_MS } from '../../temporal/namespaceHealth';
import { DEFAULT_RETENTION_MS, setUpNamespace } from '../../temporal/setUpNamespace';
import { setUpNexusEndpoint } from '../../temporal/setUpNexusEndpoint';
import type { TemporalTarget } from '../../temporal/temporalTarget';
import { daysText } from '../check/checkNamespace';
import { UsageError } from '../terminal/exit';
import { useHomeServer } from '../terminal/homeServer';
import { print, printJson } from '../terminal/output';
import { nexusEndpointResult } from './nexusEndpointResult';
import { setupResults, type SetupResult } from './setupResults';
import type { TemporalCommandOptions } from '../terminal/withSession';

export interface SetUpServerOptions extends TemporalCommandOptions {
  /** Default: 30 days for a new namespace; an existing one keeps its retention. */
  retentionMs?: number;
  /** Name of the endpoint that is created too. */
  nexusEndpoint?: string;
}

/**
 * Creates what onboardings need on the configured server, or on the embedded one. Prints one line per result, or one
 * JSON document. Needs no encryption key.
 * @throws UsageError if an operator has to change something
 * @throws ServiceUnreachable, or the embedded server's own error, if there is no server
 */
export async function setUpServer(options: SetUpServerOptions): Promise<void> {
  const { environment, settings, retentionMs } = options;
  if (retentionMs !== undefined && retentionMs < LEAST_RETENTION_MS) {
    throw new UsageError([
      `--retention: ${daysText(retentionMs)} is too short; it must be at least ${daysText(LEAST_RETENTION_MS)}`,
    ]);
  }
  const target = readTarget(environment);
  installRuntime(createLogger(settings.logLevel, secretValues(environment)));
  if (target) await setUp(target, options);
  else await withEmbeddedServer(settings, (embedded) => setUp(embedded, options));
}

async function withEmbeddedServer(
  settings: ServiceSettings,
  work: (target: TemporalTarget) => Promise<void>,
): Promise<void> {
  const server = await useHomeServer(settings);
  try {
    await work(embeddedTarget(server));
  } finally {
    await server.release();
  }
}

async function setUp(target: TemporalTarget, options: SetUpServerOptions): Promise<void> {
  const { retentionMs, json } = options;
  const setup = await setUpNamespace(target, { ...(retentionMs !== undefined && { retentionMs }) });
  const results = [
    ...setupResults(setup, target, retentionMs ?? DEFAULT_RETENTION_MS),
    ...(setup.kind === 'there' ? await endpointResults(target, options) : []),
  ];
  const failed = results.filter(({ status }) => status === 'failed').map(({ name }) => name);
  if (json) printJson({ ok: failed.length === 0, namespace: target.namespace, results });
  else results.forEach(printResult);
  if (failed.length > 0) throw new UsageError([`Not ready: ${failed.join(', ')} failed.`]);
}

async function endpointResults(
  target: TemporalTarget,
  { nexusEndpoint: name, settings }: SetUpServerOptions,
): Promise<SetupResult[]> {
  if (name === undefined) return [];
  const endpoint = { name, taskQueue: settings.taskQueue };
  return [nexusEndpointResult(await setUpNexusEndpoint(target, endpoint), endpoint, target)];
}

const WIDTH = 'changed'.length;

function printResult(result: SetupResult): void {
  print(`${result.status.padEnd(WIDTH)}  ${result.name}: ${result.message}`);
  if (result.status === 'failed') print(`${' '.repeat(WIDTH)}  What to do: ${result.whatToDo}`);
}
