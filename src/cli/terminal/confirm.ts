import { createInterface } from 'node:readline/promises';
import { UsageError } from './exit';

export interface ConfirmOptions {
  question: string;
  /** What is said where nobody is there to be asked. */
  unasked: string;
  interruption: AbortSignal;
}

/** Asks at a terminal. @throws UsageError where nobody is there to answer */
export async function confirm({ question, unasked, interruption }: ConfirmOptions): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UsageError([unasked]);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    // A terminal that reads a line takes Ctrl-C for itself.
    terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
    const answer = await terminal.question(`${question} [y/N] `, { signal: interruption });
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
