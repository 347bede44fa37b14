import type { ServiceSettings } from '../settings';
import { EmbeddedServerError, findRunningServer } from '../temporal/embedded';
import { tellingHome } from '../temporal/embedded/home';
import { programAt, programOnPath } from '../temporal/embedded/program/programAtPath';
import { defaultCacheFolder, programInCache } from '../temporal/embedded/program/programCache';
import { DOWNLOADED_VERSION } from '../temporal/embedded/program/programVersion';
import { NAMESPACE } from '../temporal/embedded/serverConnection';
import { checkNamespace } from './checkNamespace';
import { type CheckResult, ok, skipped, wrong } from './checkResult';

/** Judges the embedded server of the home: the one that runs, or that one can be started. Makes and starts nothing. */
export async function checkEmbedded({ home, temporalCli }: ServiceSettings): Promise<CheckResult[]> {
  try {
    const server = await tellingHome(home, () => findRunningServer(home));
    if (server) {
      return await checkNamespace({ connectionOptions: { address: server.address }, namespace: NAMESPACE });
    }
    return [await checkProgram(home, temporalCli), ...notMadeYet()];
  } catch (error) {
    if (!(error instanceof EmbeddedServerError)) throw error;
    return [wrong('temporal', error.message), ...notMadeYet()];
  }
}

function notMadeYet(): CheckResult[] {
  const reason = 'the embedded server brings it along, and does not run now';
  return skipped(['namespace', 'retention', 'searchAttributes'], reason);
}

async function checkProgram(home: string, named: string | undefined): Promise<CheckResult> {
  const embedded = `TEMPORAL_ADDRESS is not set, so a server is embedded: none runs for ${home}, and the next command starts one`;
  const given = await programAt(named, process.env);
  if (given.kind === 'unusable') {
    return wrong(
      'temporal',
      `ONBOARDING_TEMPORAL_CLI: ${given.reason}`,
      'Set it to the path of the Temporal CLI (https://docs.temporal.io/cli), or leave it out.',
    );
  }
  for (const look of [() => Promise.resolve(given), onPath, inCache]) {
    const found = await look();
    if (found.kind === 'found') return ok('temporal', `${embedded}, with ${found.program.path}`);
  }
  return ok('temporal', `${embedded}, and downloads its program before (Temporal CLI ${DOWNLOADED_VERSION})`);
}

const onPath = () => programOnPath(process.env);
const inCache = () => programInCache(defaultCacheFolder());
