import { type Cell, processCells } from './cells';
import { cellNamed, drawPairs } from './pairs';

/** The options of `test/crash/run.ts`, passed on in the environment. */
export const CHOICE = { cell: 'CRASH_CELL', pairs: 'CRASH_PAIRS', seed: 'CRASH_SEED' } as const;

/** The cells to run; the seed draws the pairs. */
export function chosenCells(environment: NodeJS.ProcessEnv): Cell[] {
  const name = environment[CHOICE.cell];
  if (name !== undefined) {
    const cell = cellNamed(name);
    if (!cell) throw new Error(`there is no cell ${name}`);
    return [cell];
  }
  const pairs = drawPairs(Number(environment[CHOICE.pairs] ?? 0), Number(environment[CHOICE.seed] ?? 0));
  return [...processCells(), ...pairs];
}
