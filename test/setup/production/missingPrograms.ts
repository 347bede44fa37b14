import { spawnSync } from 'node:child_process';
import { postgresPrograms } from './postgres';
import { areServerProgramsBuilt } from './serverPrograms';

/** The programs that must be installed by hand to run the production servers here, and are missing. */
export function missingPrograms(): string[] {
  const missing: string[] = [];
  if (postgresPrograms() === undefined) missing.push('PostgreSQL (Debian: apt-get install postgresql)');
  if (!areServerProgramsBuilt() && spawnSync('go', ['version']).status !== 0) {
    missing.push('Go 1.26, with which the Temporal server is built (https://go.dev/dl)');
  }
  return missing;
}
