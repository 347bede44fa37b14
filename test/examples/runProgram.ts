import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { type Ending, inherited } from '../cli/onboard';

export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  /** Variables in addition to those that any program needs. */
  readonly env?: Readonly<Record<string, string>>;
}

const LIMIT_MS = 120_000;

/** Runs a program to its end, without input. Rejects if it cannot be started. */
export async function runProgram({ command, args, env = {} }: Program): Promise<Ending> {
  const child = spawn(command, args, {
    env: { ...inherited(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LIMIT_MS,
  });
  const [closed, stdout, stderr] = await Promise.all([
    once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>,
    text(child.stdout),
    text(child.stderr),
  ]);
  const [code, signal] = closed;
  return { status: code ?? signal, stdout, stderr };
}
