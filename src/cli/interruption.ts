import { setMaxListeners } from 'node:events';

/** Ctrl-C and SIGTERM as a signal that what waits can listen to; the second Ctrl-C ends the process at once. */
export function listenForInterruption(): AbortSignal {
  const controller = new AbortController();
  // A command that waits for many has as many listeners.
  setMaxListeners(0, controller.signal);
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort(new Interrupted());
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return controller.signal;
}

export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Resolves when the signal is aborted. */
export async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
