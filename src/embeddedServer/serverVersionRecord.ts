import path from 'node:path';
import { z } from 'zod';
import { readJsonFile, writeJsonFile } from '../files/jsonFile';

const recordSchema = z.object({ server: z.string().regex(/^\d+\.\d+\.\d+$/) });

/** Version of the Temporal server that the database belongs to; null if it was not recorded. */
export async function readServerVersion(databaseFolder: string): Promise<string | null> {
  return (await readJsonFile(recordFile(databaseFolder), recordSchema))?.server ?? null;
}

/** Written last, so a database with this record is complete. */
export async function recordServerVersion(databaseFolder: string, server: string): Promise<void> {
  await writeJsonFile(recordFile(databaseFolder), { server });
}

function recordFile(databaseFolder: string): string {
  return path.join(databaseFolder, 'made-for.json');
}
