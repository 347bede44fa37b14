import { spawnSync } from 'node:child_process';
import { areServerProgramsBuilt } from './serverPrograms';

/**
 * `test` where Temporal's production server can run. In CI a missing program fails the tests; elsewhere a message names
 * it, and jest counts them as skipped.
 */
export function testWithServer(): jest.It {
  const isThere = areServerProgramsBuilt() || spawnSync('go', ['version']).status === 0;
  if (isThere || process.env['CI'] === 'true') return test;
  process.stderr.write('\nNOT RUN: the secured Temporal server; missing: Go 1.26 (https://go.dev/dl)\n');
  return test.skip;
}
