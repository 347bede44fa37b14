import { RunningProgram } from '../../test/setup/production/runningProgram';

export interface ProgramToStart {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A server that is ended with the bench. */
export function startProgram({ command, args, cwd, env = {} }: ProgramToStart): RunningProgram {
  const inherited = { PATH: process.env['PATH'] ?? '', HOME: cwd };
  return new RunningProgram({ command, args, cwd, env: { ...inherited, ...env } });
}

export async function stopProgram(program: RunningProgram): Promise<void> {
  program.signal('SIGTERM');
  const kill = setTimeout(() => program.signal('SIGKILL'), KILL_AFTER_MS);
  await program.ended;
  clearTimeout(kill);
}

const KILL_AFTER_MS = 10_000;
