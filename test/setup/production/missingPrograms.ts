import { spawnSync } from 'node:child_process';
import { postgresPrograms } from './postgres';
import { areServerProgramsBuilt } from './serverPrograms';

/** What must be installed by hand before the production servers can run here, and is not. */
export function missingPrograms(): string[] {
  const missing: string[] = [];
  if (postgresPrograms() === undefined) missing.push('PostgreSQL (Debian: apt-get install postgresql)');
  if (!areServerProgramsBuilt() && spawnSync('go', ['version']).status !== 0) {
    missing.push('Go 1.26, with which the Temporal server is built (https://go.dev/dl)');
  }
  return missing;
}
