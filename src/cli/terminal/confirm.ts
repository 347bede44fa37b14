import { createInterface } from 'node:readline/promises';
import { UsageError } from './exit';

export interface ConfirmOptions {
  question: string;
  /** The error if there is no terminal to ask on. */
  unasked: string;
  interruption: AbortSignal;
}

/** Asks on the terminal. @throws UsageError if there is none */
export async function confirm({ question, unasked, interruption }: ConfirmOptions): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UsageError([unasked]);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    // While it reads a line, a terminal handles Ctrl-C itself.
    terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
    const answer = await terminal.question(`${question} [y/N] `, { signal: interruption });
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
