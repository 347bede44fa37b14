import { readTarget } from '../../client/temporalEnvironment';
import { type Environment, secretValues, type ServiceSettings } from '../../settings';
import { embeddedTarget } from '../../embeddedServer';
import { createLogger, installRuntime } from '../../temporal/logging';
import { LEAST_RETENTION_MS } from '../../temporal/namespaceHealth';
import { DEFAULT_RETENTION_MS, setUpNamespace } from '../../temporal/setUpNamespace';
import type { TemporalTarget } from '../../temporal/temporalTarget';
import { daysText } from '../check/checkNamespace';
import { UsageError } from '../terminal/exit';
import { useHomeServer } from '../terminal/homeServer';
import { print, printJson } from '../terminal/output';
import { setupResults, type SetupResult } from './setupResults';

export interface SetUpServerOptions {
  environment: Environment;
  settings: ServiceSettings;
  /** Left out: 30 days for a new namespace; one that is there is left as it is. */
  retentionMs?: number;
  json: boolean;
}

/**
 * Makes what onboardings need on the server that is set up, or on the embedded one, and prints a line for each or one
 * JSON document. No encryption key is needed.
 * @throws UsageError where something is not as it must be and is for an operator to do, and ServiceUnreachable or the
 * embedded server's own error where there is no server
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

async function setUp(target: TemporalTarget, { retentionMs, json }: SetUpServerOptions): Promise<void> {
  const setup = await setUpNamespace(target, { ...(retentionMs !== undefined && { retentionMs }) });
  const results = setupResults(setup, target, retentionMs ?? DEFAULT_RETENTION_MS);
  const failed = results.filter(({ status }) => status === 'failed').map(({ name }) => name);
  if (json) printJson({ ok: failed.length === 0, namespace: target.namespace, results });
  else results.forEach(printResult);
  if (failed.length > 0) throw new UsageError([`Not ready: ${failed.join(', ')} failed.`]);
}

const WIDTH = 'changed'.length;

function printResult(result: SetupResult): void {
  print(`${result.status.padEnd(WIDTH)}  ${result.name}: ${result.message}`);
  if (result.status === 'failed') print(`${' '.repeat(WIDTH)}  What to do: ${result.whatToDo}`);
}
