/** An answer of Temporal can be waited for for ever, and the wait for it cannot be ended: it is left behind. */
export async function unlessInterrupted<T>(answer: Promise<T>, interruption: AbortSignal): Promise<T> {
  return await new Promise<T>((resolve, reject) => {
    const abort = () => reject(interruption.reason as Error);
    answer.then(resolve, reject).finally(() => interruption.removeEventListener('abort', abort));
    if (interruption.aborted) abort();
    else interruption.addEventListener('abort', abort, { once: true });
  });
}
