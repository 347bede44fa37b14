import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { RowOutcome } from '../../src/contract/importing';
import { chunksOf, validateFile, validatedRows, openImportFile, writeReports } from '../../src/importFile';

/** Reads a file of many rows as an import does, and prints what it found and the most memory that it took. */
async function importMany(folder: string, rows: number): Promise<void> {
  const path = join(folder, `${rows}.csv.gz`);
  await pipeline(Readable.from(csv(rows)), createGzip({ level: 1 }), createWriteStream(path));
  const file = await openImportFile(path, { spoolFolder: folder });
  const validation = await validateFile(file, { onBad: () => undefined });
  const outcomes = async function* (): AsyncGenerator<RowOutcome> {
    for await (const chunk of chunksOf(validatedRows(file, validation))) {
      for (const { row } of chunk.rows) yield { row, outcome: 'made', customerId: row };
    }
  };
  const report = { path: `${path}.report`, format: 'csv' } as const;
  const counts = await writeReports({
    file,
    validation,
    outcomes: outcomes(),
    report,
    refused: `${path}.refused`,
  });
  await file.close();
  const { duplicates } = validation;
  const megabytes = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(JSON.stringify({ ...counts, duplicates, megabytes }));
}

/** Of a hundred rows one is bad in itself, and one has the address of the first. */
function* csv(rows: number): Generator<string> {
  yield 'email,firstname,lastname,website_id,addresses.0.city,addresses.0.country_id\n';
  for (let row = 1; row <= rows; row += 1) {
    const address = row % 100 === 50 ? 'p1' : `p${row}`;
    const firstname = row % 100 === 0 ? '' : 'Ann';
    yield `${address}@example.com,${firstname},"O""Lee",1,"Austin\nTexas",US\n`;
  }
}

const [folder = '', rows = ''] = process.argv.slice(2);
void importMany(folder, Number(rows));
