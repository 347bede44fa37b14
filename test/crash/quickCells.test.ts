import { createLogger, installRuntime } from '../../src/temporal/logging';
import { wireCells } from './cells';
import { runWireCell } from './runCell';
import { QuickStages } from './stage/quickStages';

const stages = new QuickStages(1_000);

beforeAll(() => installRuntime(createLogger('silent')));
afterAll(() => stages.end());

test.concurrent.each(wireCells().map((cell) => [cell.name, cell] as const))(
  '%s: one customer, one mail, the right ID',
  async (_, cell) => await runWireCell(stages, cell),
  120_000,
);
