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

/** Puts a result in the place of the older one of its scenario, in `bench/results.json`; all that are kept. */
export async function keepResult(result: ScenarioResult): Promise<KeptResult[]> {
  const kept = { ...result, at: new Date().toISOString(), machine: machine() };
  const others = (await readKept()).filter(({ name }) => name !== result.name);
  const all = [...others, kept].sort((one, other) => one.name.localeCompare(other.name));
  await writeFile(FILE, `${JSON.stringify(all, null, 2)}\n`);
  return all;
}

function machine(): string {
  const [processor] = cpus();
  const memoryGib = Math.round(totalmem() / GIB);
  return `${cpus().length} cores (${processor?.model.trim() ?? 'unknown'}), ${memoryGib} GiB, Node ${process.versions.node}`;
}

async function readKept(): Promise<KeptResult[]> {
  const text = await readFile(FILE, 'utf8').catch(() => '[]');
  return JSON.parse(text) as KeptResult[];
}
