import { getEventListeners } from 'node:events';

/**
 * Everything that a signal keeps for others: listeners, and the entries of `AbortSignal.any`, by Node's internal
 * names.
 */
export function keptBySignal(signal: AbortSignal): unknown[] {
  const dependents = Object.getOwnPropertySymbols(signal)
    .filter((symbol) => symbol.description === 'kDependantSignals')
    .flatMap((symbol) => [...(Reflect.get(signal, symbol) as Set<unknown>)]);
  return [...getEventListeners(signal, 'abort'), ...dependents];
}
