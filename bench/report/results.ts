import { readFile, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import type { ScenarioResult } from '../verdict';

/** What a scenario found when it was run last, and where. */
export interface KeptResult extends ScenarioResult {
  readonly at: string;
  readonly machine: string;
}

const FILE = join(__dirname, '../results.json');
const GIB = 1024 ** 3;

/** Puts new results in the place of older ones of the same scenarios, in `bench/results.json`; all of them. */
export async function keepResults(results: readonly ScenarioResult[]): Promise<KeptResult[]> {
  const at = new Date().toISOString();
  const [processor] = cpus();
  const machine = `${cpus().length} cores (${processor?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / GIB)} GiB, Node ${process.versions.node}`;
  const fresh = results.map((result) => ({ ...result, at, machine }));
  const older = (await readKept()).filter(({ name }) => !results.some((result) => result.name === name));
  const all = [...older, ...fresh].sort((one, other) => one.name.localeCompare(other.name));
  await writeFile(FILE, `${JSON.stringify(all, null, 2)}\n`);
  return all;
}

async function readKept(): Promise<KeptResult[]> {
  const text = await readFile(FILE, 'utf8').catch(() => '[]');
  return JSON.parse(text) as KeptResult[];
}
