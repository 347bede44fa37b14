import { join } from 'node:path';
import type { RunningProgram } from '../../test/setup/production/runningProgram';
import { startProgram } from './program';

const COMMAND = join(__dirname, '../../dist/src/cli/main.js');

export interface OnboardCommand {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** `onboard`, as it is built, in a process of its own. */
export function startOnboardCommand({ args, cwd, env }: OnboardCommand): RunningProgram {
  return startProgram({ command: process.execPath, args: [COMMAND, ...args], cwd, env });
}
