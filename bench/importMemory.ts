import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { workerEnvironment } from './contenders/workerEnvironment';
import { median } from './measuring/statistics';
import { startOnboardCommand } from './stage/onboardCommand';
import { startOnboardWorker, surroundingsOf } from './stage/onboardWorker';
import { residentBytes } from './stage/residentBytes';
import { atMost, rounded, type ScenarioOptions, type ScenarioResult } from './verdict';

const ROWS = { quick: 1_000, short: 50_000, long: 1_000_000 };
const MOST_GROWTH = 1.1;
const FIRST_PASS_LIMIT_MS = 900_000;
const SAMPLE_EVERY_MS = 500;
/** Memory is looked at by tenths of the time in which rows are sent: the second against the last. */
const PARTS = 10;

interface Sample {
  readonly command: number;
  readonly worker: number;
}

/** Whether the memory of `onboard import` and of its worker stays the same, however long the file is. */
export async function run({ quick, long, say, stage: openStage }: ScenarioOptions): Promise<ScenarioResult> {
  const rows = quick ? ROWS.quick : long ? ROWS.long : ROWS.short;
  const stage = await openStage();
  const place = { stage, latency: 'none', taskQueue: `import-memory-${randomUUID()}` } as const;
  const file = join(stage.folder, `${randomUUID()}.csv`);
  await pipeline(Readable.from(csvOf(rows)), createWriteStream(file));
  const worker = await startOnboardWorker(place);
  const command = startOnboardCommand({
    cwd: stage.folder,
    args: ['import', file, '--yes', '--json'],
    env: workerEnvironment(surroundingsOf(place), place.taskQueue),
  });
  const samples: Sample[] = [];
  try {
    await command.says(/"made":/, FIRST_PASS_LIMIT_MS);
    const over = new AbortController();
    const ended = command.ended.finally(() => over.abort());
    while (!over.signal.aborted) {
      samples.push({
        command: await residentBytes(command.pid),
        worker: await residentBytes(worker.program.pid),
      });
      if (samples.length % 20 === 0) {
        say(`${(samples.length * SAMPLE_EVERY_MS) / 1_000} s`);
        // What the sandbox keeps of the customers would be more than all else.
        await stage.clearTenants();
      }
      await Promise.race([sleep(SAMPLE_EVERY_MS), ended]);
    }
    const { status, output } = await ended;
    if (status !== 0) throw new Error(`the import ended with ${status}:\n${output.slice(-2_000)}`);
  } finally {
    await worker.stop();
  }
  const parts = ['command', 'worker'] as const;
  return {
    name: 'importMemory',
    verdicts: quick
      ? []
      : parts.map((part) =>
          atMost(
            {
              what: `memory of the ${part} at the end of ${rows} rows, as a multiple of that after a tenth of them`,
              limit: MOST_GROWTH,
            },
            { value: bytesIn(samples, part, PARTS - 1) / bytesIn(samples, part, 1) },
          ),
        ),
    figures: [
      {
        title: `Resident memory during an import of ${rows} rows${long ? '' : ' (the short form; `--memory` imports 1,000,000)'}`,
        columns: ['tenth of the import', 'command, MiB', 'worker, MiB'],
        rows: Array.from({ length: PARTS }, (_, part) => [
          part + 1,
          ...parts.map((name) => rounded(bytesIn(samples, name, part) / 1024 ** 2)),
        ]),
      },
    ],
  };
}

function* csvOf(rows: number): Generator<string> {
  yield 'email,firstname,lastname,website_id,store_id\n';
  for (let row = 1; row <= rows; row += 1) yield `customer.${row}@example.com,John,Doe,1,1\n`;
}

function bytesIn(samples: readonly Sample[], name: keyof Sample, part: number): number {
  const size = samples.length / PARTS;
  return median(
    samples.slice(Math.floor(part * size), Math.ceil((part + 1) * size)).map((sample) => sample[name]),
  );
}
