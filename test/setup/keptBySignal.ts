import { getEventListeners } from 'node:events';

/** All that a signal holds for others: listeners, and what `AbortSignal.any` leaves on it, as Node names it. */
export function keptBySignal(signal: AbortSignal): unknown[] {
  const dependents = Object.getOwnPropertySymbols(signal)
    .filter((symbol) => symbol.description === 'kDependantSignals')
    .flatMap((symbol) => [...(Reflect.get(signal, symbol) as Set<unknown>)]);
  return [...getEventListeners(signal, 'abort'), ...dependents];
}
