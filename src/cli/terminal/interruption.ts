import { setMaxListeners } from 'node:events';
import { unlessAborted } from '../../contract/unlessAborted';

export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  constructor() {
    super('Interrupted.');
  }
}

let signal: AbortSignal | undefined;
let isHeeded = false;

/**
 * Ctrl-C, SIGTERM and the end of the terminal as a signal that what waits can listen to; the second Ctrl-C ends the
 * process at once. A command that calls it stops by itself, and this process waits for it.
 */
export function listenForInterruption(): AbortSignal {
  isHeeded = true;
  return installed();
}

/** Waits for a command, and no longer than until an interruption that the command does not listen for. @throws Interrupted */
export async function unlessInterrupted<T>(work: Promise<T>): Promise<T> {
  const interruption = installed();
  const unheeded = new AbortController();
  interruption.addEventListener('abort', () => {
    if (!isHeeded) unheeded.abort(interruption.reason);
  });
  return await unlessAborted(work, unheeded.signal);
}

/** Whether an error is what an interruption makes of a wait: Node has an error of its own for its timers and terminals. */
export function isInterruption(error: unknown): boolean {
  if (error instanceof Interrupted) return true;
  return signal?.aborted === true && error instanceof Error && error.name === 'AbortError';
}

/** Resolves when the signal is aborted. */
export async function untilAborted(aborted: AbortSignal): Promise<void> {
  if (aborted.aborted) return;
  await new Promise<void>((resolve) => aborted.addEventListener('abort', () => resolve(), { once: true }));
}

function installed(): AbortSignal {
  if (signal) return signal;
  const controller = new AbortController();
  signal = controller.signal;
  // A command that waits for many has as many listeners.
  setMaxListeners(0, controller.signal);
  const abort = () => controller.abort(new Interrupted());
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(130);
    abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  // A window that is closed sends it more than once.
  process.on('SIGHUP', abort);
  return controller.signal;
}
