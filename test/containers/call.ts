import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './cacheFolder';

export interface CallOptions {
  cwd?: string;
  /** Added to this process's environment. */
  env?: Readonly<Record<string, string>>;
  /** Its standard input; empty by default. */
  input?: string;
  limitMs?: number;
}

const KEPT_CHARACTERS = 400_000;
const DEFAULT_LIMIT_MS = 30 * 60_000;

/** Everything that the programs of a run print, for a look after a failure. */
export const logFile = join(cacheFolder, 'run.log');

const children = new Set<ChildProcess>();

/** Kills the programs that run now: their calls fail. */
export function endCalls(): void {
  for (const child of children) child.kill('SIGKILL');
}

/**
 * Runs a program to its end.
 * @returns its standard output
 * @throws Error with the end of its output if it fails or takes longer than the limit
 */
export async function call(
  program: string,
  args: readonly string[],
  options: CallOptions = {},
): Promise<string> {
  const { cwd, env = {}, input = '', limitMs = DEFAULT_LIMIT_MS } = options;
  appendFileSync(logFile, `\n$ ${[program, ...args].join(' ')}\n`);
  const child = spawn(program, [...args], {
    ...(cwd !== undefined && { cwd }),
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: limitMs,
    killSignal: 'SIGKILL',
  });
  children.add(child);
  let printed = '';
  let all = '';
  const keep = (text: string) => {
    all = `${all}${text}`.slice(-KEPT_CHARACTERS);
    appendFileSync(logFile, text);
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
    keep(text);
  });
  child.stderr.setEncoding('utf8').on('data', keep);
  // A program may end before it has read everything.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const status = await new Promise<number | NodeJS.Signals | null>((settle, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => settle(code ?? signal));
  }).finally(() => children.delete(child));
  if (status === 0) return printed;
  throw new Error(`${[program, ...args].join(' ')} ended with ${status}:\n${all.slice(-4_000)}`);
}

/** Whether a program succeeds. */
export async function succeeds(
  program: string,
  args: readonly string[],
  options?: CallOptions,
): Promise<boolean> {
  return await call(program, args, options).then(
    () => true,
    () => false,
  );
}
