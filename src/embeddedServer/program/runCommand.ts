import { spawn, type ChildProcess } from 'node:child_process';
import { childEnvironment, type ChildTask } from '../childEnvironment';
import { isSystemError } from '../../files/systemError';

export interface RunCommandOptions {
  command: string;
  args: string[];
  /** Never the current folder: programs search it for modules and libraries. */
  folder: string;
  task: ChildTask;
  /** The source of the variables that `task` needs. */
  environment: NodeJS.ProcessEnv;
  limitMs: number;
  /** Kills the command early. */
  signal?: AbortSignal;
}

export type CommandOutcome =
  | { kind: 'done'; output: string }
  /** There is no such program, or it must not run. */
  | { kind: 'notRun'; reason: string; isMissing: boolean }
  /** It failed: the last line of its output, and all of its error output. */
  | { kind: 'failed'; reason: string; errors: string }
  /** It was killed, at the limit or by the signal. */
  | { kind: 'ended' };

const MOST_OUTPUT = 64 * 1024;

/** Runs a program to its end, without input. At the limit it is killed together with its children. */
export async function runCommand(options: RunCommandOptions): Promise<CommandOutcome> {
  const child = spawn(options.command, options.args, {
    env: childEnvironment(options.task, options.environment),
    cwd: options.folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  let output = '';
  let errors = '';
  child.stdout
    .setEncoding('utf8')
    .on('data', (text: string) => (output = (output + text).slice(-MOST_OUTPUT)));
  child.stderr
    .setEncoding('utf8')
    .on('data', (text: string) => (errors = (errors + text).slice(-MOST_OUTPUT)));

  const limit = AbortSignal.any([
    AbortSignal.timeout(options.limitMs),
    ...(options.signal ? [options.signal] : []),
  ]);
  const end = () => endGroup(child);
  limit.addEventListener('abort', end, { once: true });

  try {
    return await new Promise<CommandOutcome>((resolve) => {
      child.once('error', (error) =>
        resolve({
          kind: 'notRun',
          reason: error.message,
          isMissing: isSystemError(error) && error.code === 'ENOENT',
        }),
      );
      child.once('close', (code) => {
        if (code === 0) resolve({ kind: 'done', output });
        else if (limit.aborted) resolve({ kind: 'ended' });
        else {
          const reason = lastLine(errors) ?? lastLine(output) ?? `exit status ${code}`;
          resolve({ kind: 'failed', reason, errors });
        }
      });
    });
  } finally {
    limit.removeEventListener('abort', end);
  }
}

/** Kills the program and its children; on Windows, which has no process groups, only the program. */
function endGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  if (process.platform === 'win32') child.kill('SIGKILL');
  else process.kill(-child.pid, 'SIGKILL');
}

function lastLine(text: string): string | undefined {
  return text.trim().split('\n').at(-1)?.trim() || undefined;
}
