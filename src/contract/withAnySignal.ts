/**
 * Runs work with a signal that aborts with the first of several, and removes its listeners when the work is over.
 * `AbortSignal.any` leaves an entry on each of them: on a signal that lives as long as the process, one per request.
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
