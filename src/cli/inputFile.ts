import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { OnboardingInput } from '../contract/onboarding';
import { parseInputDocument } from '../contract/parse/inputDocument';
import { UsageError } from './exit';

/** The tutorial's customer, which comes with the program. */
export const EXAMPLE_INPUT = resolve(__dirname, '../../../examples/john-doe.json');

/**
 * Reads an onboarding's input from a file, or from standard input where the name is `-`.
 * @throws UsageError that names every mistake
 */
export async function readInput(file: string): Promise<OnboardingInput> {
  const name = file === '-' ? 'standard input' : file;
  const parsed = parseInputDocument(await readBytes(file, name), { name });
  if (parsed.ok) return parsed.input;
  throw new UsageError(parsed.problems);
}

async function readBytes(file: string, name: string): Promise<Uint8Array> {
  if (file === '-') return await buffer(process.stdin);
  try {
    if ((await stat(file)).isDirectory()) throw new UsageError([`${name}: is a folder; give a JSON file`]);
    return await readFile(file);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const hasCode = typeof error === 'object' && error !== null && 'code' in error;
    const code = hasCode ? String(error.code) : String(error);
    const reason = code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code})`;
    throw new UsageError([`${name}: ${reason}; give a JSON file, or - for standard input`]);
  }
}
