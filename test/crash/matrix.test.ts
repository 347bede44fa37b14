import { createLogger, installRuntime } from '../../src/temporal/logging';
import { chosenCells } from './chosenCells';
import { runCell } from './runCell';

beforeAll(() => installRuntime(createLogger('silent')));

test.concurrent.each(chosenCells(process.env).map((cell) => [cell.name, cell] as const))(
  '%s: one customer, one mail, the right ID',
  async (_, cell) => await runCell(cell),
  // A cell has its own limit; this one also includes its wait for a turn.
  3_600_000,
);
