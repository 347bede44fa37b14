import path from 'node:path';
import { z } from 'zod';
import { readJsonFile, writeJsonFile } from '../files/jsonFile';

const recordSchema = z.object({ server: z.string().regex(/^\d+\.\d+\.\d+$/) });

/** Version of the Temporal server that a database was made for; null where nobody wrote it down. */
export async function readServerVersion(databaseFolder: string): Promise<string | null> {
  return (await readJsonFile(recordFile(databaseFolder), recordSchema))?.server ?? null;
}

/** Written last: a database that has it is complete. */
export async function recordServerVersion(databaseFolder: string, server: string): Promise<void> {
  await writeJsonFile(recordFile(databaseFolder), { server });
}

function recordFile(databaseFolder: string): string {
  return path.join(databaseFolder, 'made-for.json');
}
