import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { RowCounts } from '../../src/contract/importing';
import { compiledProgram } from '../setup/compiledProgram';
import { setImportFolder } from './importFolder';

const folder = setImportFolder();

interface Found extends RowCounts {
  duplicates: number;
  megabytes: number;
}

/** A small heap collects garbage often, so that the peak shows what stays in memory. */
const SMALL_HEAP = ['--max-old-space-size=48', '--max-semi-space-size=4'];

/** The result of a separate process for a file with so many rows. */
async function imported(rows: number): Promise<Found> {
  const program = await compiledProgram(join(__dirname, 'importMany.ts'));
  const args = [...SMALL_HEAP, program, folder.spoolFolder(), `${rows}`];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as Found;
}

test('half a million rows are validated, chunked and reported in the memory of ten thousand', async () => {
  const { megabytes: forFew, ...few } = await imported(10_000);
  const { megabytes: forMany, ...many } = await imported(500_000);
  expect(few).toEqual({ made: 9800, adopted: 0, refused: 200, duplicates: 100 });
  expect(many).toEqual({ made: 490_000, adopted: 0, refused: 10_000, duplicates: 5_000 });
  // About 16 bytes per row. For a million rows: npm run bench -- --memory importMemory.
  expect(forMany - forFew).toBeLessThan(8);
}, 900_000);
