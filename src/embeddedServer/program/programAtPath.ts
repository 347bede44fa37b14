import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { absoluteFolders } from '../childEnvironment';
import { checkProgram } from './programVersion';
import type { SourceOutcome } from './source';

/** The file name of the Temporal CLI on this system. */
export const PROGRAM_NAME = process.platform === 'win32' ? 'temporal.exe' : 'temporal';

/** The Temporal CLI at a configured path. */
export async function programAt(
  program: string | undefined,
  environment: NodeJS.ProcessEnv,
): Promise<SourceOutcome> {
  if (program === undefined || program === '') return { kind: 'absent', reason: 'not set' };
  return await usable(path.resolve(program), environment);
}

/** The first `temporal` on PATH. */
export async function programOnPath(environment: NodeJS.ProcessEnv): Promise<SourceOutcome> {
  for (const folder of absoluteFolders(environment['PATH'] ?? '')) {
    const candidate = path.resolve(folder, PROGRAM_NAME);
    if (await isExecutable(candidate)) return await usable(candidate, environment);
  }
  return { kind: 'absent', reason: `no ${PROGRAM_NAME} in its folders` };
}

async function usable(candidate: string, environment: NodeJS.ProcessEnv): Promise<SourceOutcome> {
  const outcome = await checkProgram(candidate, environment);
  if (outcome.kind === 'unusable') return outcome;
  return { kind: 'found', program: { path: candidate, server: outcome.version.server } };
}

async function isExecutable(file: string): Promise<boolean> {
  return await access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
