import { createLogger, installRuntime } from '../../src/temporal/logging';
import { CHOICE } from './chosenCells';
import { importProcessCells } from './importCells';
import { runImportProcessCell } from './runImportCell';

const chosen = process.env[CHOICE.cell];
const cells = importProcessCells().filter(({ name }) => chosen === undefined || name === chosen);

beforeAll(() => installRuntime(createLogger('silent')));

// If another cell is chosen, this file has no test, which jest would report as a failure.
if (cells.length === 0) test('another cell was chosen', () => expect(chosen).toBeDefined());
else {
  test.concurrent.each(cells.map((cell) => [cell.name, cell] as const))(
    '%s: each row once, each person once',
    async (_, cell) => await runImportProcessCell(cell),
    3_600_000,
  );
}
