import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findProgram } from '../../src/embeddedServer';

const LIMIT_MS = 30_000;

/**
 * Runs a command line of the official Temporal CLI, as an operator types it, on the suite's server; returns its
 * output.
 */
export async function temporalCli(...args: readonly string[]): Promise<string> {
  const given = process.env['ONBOARDING_TEMPORAL_CLI'];
  const { path } = await findProgram({ log: () => undefined, ...(given && { program: given }) });
  const { stdout } = await promisify(execFile)(path, args, {
    env: { HOME: '/nonexistent', TEMPORAL_ADDRESS: process.env['TEST_TEMPORAL_ADDRESS'] },
    timeout: LIMIT_MS,
  });
  return stdout;
}
