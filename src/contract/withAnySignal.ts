/**
 * Runs work with a signal that aborts with the first of several, and removes its listeners afterwards.
 * `AbortSignal.any` leaves an entry on each of them: one per request on a signal that lives as long as the process.
 */
export async function withAnySignal<Result>(
  signals: readonly AbortSignal[],
  work: (any: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const any = new AbortController();
  const removals = signals.map((signal) => {
    const abort = () => any.abort(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    return () => signal.removeEventListener('abort', abort);
  });
  try {
    return await work(any.signal);
  } finally {
    for (const remove of removals) remove();
  }
}
