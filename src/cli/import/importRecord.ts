import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import type { Layout } from '../../importFile';
import { useHomeFolder } from '../../files/homeFolder';
import { readingSchema } from './readingOptions';
import { readJsonFile, writeJsonFile } from '../../files/jsonFile';

/** What the home keeps of an import: enough to resume it, and to report on it after its chunks are deleted. */
export type ImportRecord = z.infer<typeof recordSchema>;

const countsSchema = z.object({ made: z.number(), adopted: z.number(), refused: z.number() });

const recordSchema = z.object({
  importId: z.string(),
  /** The file's path; null for standard input. */
  file: z.string().nullable(),
  layout: z.union([
    z.object({ format: z.literal('csv'), delimiter: z.string() }),
    z.object({ format: z.literal('jsonl') }),
  ]),
  /** The command line's options for the columns. Earlier versions did not write it. */
  reading: readingSchema.optional(),
  rows: z.number(),
  good: z.number(),
  begunAt: z.iso.datetime(),
  /** Set once all chunks are handed to the workers. */
  chunks: z.number().optional(),
  /** Set once the report is written. */
  ended: z
    .object({
      at: z.iso.datetime(),
      counts: countsSchema,
      report: z.string(),
      /** Path of the file of refused rows; null if there are none. */
      refused: z.string().nullable(),
    })
    .optional(),
});

export interface ImportKey {
  /** SHA-256 of the file. */
  digest: string;
  layout: Layout;
  /** What its reading depends on besides the file. */
  readingKey: string;
  restEndpoint: string;
}

/** The same file, read in the same way, for the same endpoint is the same import. */
export function importIdOf({ digest, layout, readingKey, restEndpoint }: ImportKey): string {
  const words = [digest, restEndpoint, layout.format, layout.format === 'csv' ? layout.delimiter : ''];
  if (readingKey !== '') words.push(readingKey);
  return createHash('sha256').update(words.join('\n')).digest('hex').slice(0, 16);
}

/** The folder of an import; created if it is missing. */
export async function importFolder(home: string, importId: string): Promise<string> {
  return await useHomeFolder(home, IMPORTS, importId);
}

/** The folder of all imports; created if it is missing. */
export async function makeImportsFolder(home: string): Promise<string> {
  return await useHomeFolder(home, IMPORTS);
}

export function importsFolder(home: string): string {
  return join(home, IMPORTS);
}

const IMPORTS = 'imports';

export async function readRecord(home: string, importId: string): Promise<ImportRecord | null> {
  return await readJsonFile(recordFile(home, importId), recordSchema);
}

export async function writeRecord(home: string, record: ImportRecord): Promise<void> {
  await importFolder(home, record.importId);
  await writeJsonFile(recordFile(home, record.importId), record);
}

function recordFile(home: string, importId: string): string {
  return join(importsFolder(home), importId, 'import.json');
}
