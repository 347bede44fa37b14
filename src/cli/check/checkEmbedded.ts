import type { ServiceSettings } from '../../settings';
import { EmbeddedServerError, embeddedTarget, findRunningServer } from '../../embeddedServer';
import { withHomeErrors } from '../../embeddedServer/home';
import { sourcesOnMachine } from '../../embeddedServer/program/findProgram';
import { DOWNLOADED_VERSION } from '../../embeddedServer/program/programVersion';
import { checkNamespace } from './checkNamespace';
import { type CheckResult, ok, skipped, wrong } from './checkResult';

/** Checks the embedded server of the home: that it runs, or can be started. Starts nothing. */
export async function checkEmbedded({ home, temporalCli }: ServiceSettings): Promise<CheckResult[]> {
  try {
    const server = await withHomeErrors(home, () => findRunningServer(home));
    if (server) {
      return await checkNamespace(embeddedTarget(server));
    }
    return [await checkProgram(home, temporalCli), ...notMadeYet()];
  } catch (error) {
    if (!(error instanceof EmbeddedServerError)) throw error;
    return [wrong('temporal', error.message), ...notMadeYet()];
  }
}

function notMadeYet(): CheckResult[] {
  const reason = 'the embedded server creates it, and is not running now';
  return skipped(['namespace', 'retention', 'searchAttributes'], reason);
}

async function checkProgram(home: string, program: string | undefined): Promise<CheckResult> {
  const embedded = `TEMPORAL_ADDRESS is not set: the next command starts the embedded server of ${home}`;
  const [named, ...others] = sourcesOnMachine({ ...(program !== undefined && { program }) });
  const given = await named.look();
  if (given.kind === 'unusable') {
    return wrong(
      'temporal',
      `${named.name}: ${given.reason}`,
      'Set it to the path of the Temporal CLI (https://docs.temporal.io/cli), or leave it out.',
    );
  }
  for (const look of [() => Promise.resolve(given), ...others.map((source) => source.look)]) {
    const found = await look();
    if (found.kind === 'found') return ok('temporal', `${embedded}, with ${found.program.path}`);
  }
  return ok('temporal', `${embedded}, after downloading the Temporal CLI ${DOWNLOADED_VERSION}`);
}
