import { setMaxListeners } from 'node:events';
import { unlessAborted } from '../../contract/unlessAborted';
import { EXIT, type ExitStatus } from './exit';
import { say } from './output';

class Interrupted extends Error {
  override readonly name = 'Interrupted';

  constructor() {
    super('Interrupted.');
  }
}

let signal: AbortSignal | undefined;
let isListenedFor = false;

/**
 * A signal that aborts on Ctrl-C, SIGTERM and the end of the terminal. A second Ctrl-C ends the process at once. A
 * command that calls this stops by itself, and the process waits for it.
 */
export function listenForInterruption(): AbortSignal {
  isListenedFor = true;
  return installed();
}

/** Runs a command that stops by itself at an interruption. @param then what continues, and what the user can do */
export async function sayIfInterrupted(
  then: string,
  work: (interruption: AbortSignal) => Promise<ExitStatus>,
): Promise<ExitStatus> {
  try {
    return await work(listenForInterruption());
  } catch (error) {
    if (!isInterruption(error)) throw error;
    say(`Interrupted. ${then}`);
    return EXIT.interrupted;
  }
}

/** Waits for a command, but only until an interruption that the command does not listen for. @throws Interrupted */
export async function unlessInterrupted<T>(work: Promise<T>): Promise<T> {
  const interruption = installed();
  const abandonment = new AbortController();
  interruption.addEventListener('abort', () => {
    if (!isListenedFor) abandonment.abort(interruption.reason);
  });
  return await unlessAborted(work, abandonment.signal);
}

/** Whether an interruption caused this error. Node's timers and terminals throw an error of their own. */
export function isInterruption(error: unknown): boolean {
  if (error instanceof Interrupted) return true;
  return signal?.aborted === true && error instanceof Error && error.name === 'AbortError';
}

/** Resolves when the signal aborts. */
export async function untilAborted(aborted: AbortSignal): Promise<void> {
  if (aborted.aborted) return;
  await new Promise<void>((resolve) => aborted.addEventListener('abort', () => resolve(), { once: true }));
}

function installed(): AbortSignal {
  if (signal) return signal;
  const controller = new AbortController();
  signal = controller.signal;
  // A command that waits for many onboardings has as many listeners.
  setMaxListeners(0, controller.signal);
  const abort = () => controller.abort(new Interrupted());
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(130);
    abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  // Closing a window may send it more than once.
  process.on('SIGHUP', abort);
  return controller.signal;
}
