import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { errorCode } from '../../files/systemError';
import type { OnboardingInput } from '../../contract/onboarding';
import { parseInputDocument } from '../../contract/parse/inputDocument';
import { parseJsonDocument } from '../../contract/parse/jsonDocument';
import { MAX_INPUT_BYTES } from '../../contract/parse/onboardingInput';
import { UsageError } from './exit';

/** The tutorial's customer, which is part of the package. */
export const EXAMPLE_INPUT = resolve(__dirname, '../../../../examples/john-doe.json');

/** Reads an onboarding's input from a file; `-` is standard input. @throws UsageError that names every mistake */
export async function readInput(file: string): Promise<OnboardingInput> {
  const name = file === '-' ? 'standard input' : file;
  const parsed = parseInputDocument(await readBytes(file, name), { name });
  if (parsed.ok) return parsed.input;
  throw new UsageError(parsed.problems);
}

/** Reads a JSON document that may be only a part of an input. @throws UsageError */
export async function readDocument(file: string): Promise<unknown> {
  const name = file === '-' ? 'standard input' : file;
  const document = parseJsonDocument(await readBytes(file, name));
  if (document.ok) return document.value;
  throw new UsageError(document.problems.map((problem) => `${name}: ${problem}`));
}

/** Reads at most one byte more than an input may have. */
async function readBytes(file: string, name: string): Promise<Uint8Array> {
  if (file === '-') return await readUpTo(process.stdin, MAX_INPUT_BYTES + 1);
  try {
    if ((await stat(file)).isDirectory()) throw new UsageError([`${name}: is a folder; give a JSON file`]);
    return await readUpTo(createReadStream(file), MAX_INPUT_BYTES + 1);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const code = errorCode(error) ?? String(error);
    const reason = code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code})`;
    throw new UsageError([`${name}: ${reason}; give a JSON file, or - for standard input`]);
  }
}

async function readUpTo(stream: Readable, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= limit) break;
  }
  return Buffer.concat(chunks).subarray(0, limit);
}
