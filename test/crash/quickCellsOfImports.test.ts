import { createLogger, installRuntime } from '../../src/temporal/logging';
import { importWireCells } from './importCells';
import { runImportWireCell } from './runImportCell';
import { QuickStages } from './stage/quickStages';

const stages = new QuickStages(1_000);

beforeAll(() => installRuntime(createLogger('silent')));
afterAll(() => stages.end());

test.concurrent.each(importWireCells().map((cell) => [cell.name, cell] as const))(
  '%s: each row once, each person once',
  async (_, cell) => await runImportWireCell(stages, cell),
  180_000,
);
