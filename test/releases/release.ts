import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Sandbox, startSandbox } from '../../src/sandbox';

/** The REST endpoint is part of what a release recorded, so the sandbox of a recording always has this port. */
const PORT = 18_790;

export const FILES = {
  /** The home, the sandbox's state, and the import file, packed. */
  state: 'state.tar.gz',
  /** Every setting of the release that needs no other server, with a value. */
  settings: 'settings.env',
  /** What was there. */
  content: 'content.json',
} as const;

/** What the commands of the release left. */
export interface Content {
  readonly done: readonly string[];
  readonly failed: readonly string[];
  readonly running: readonly string[];
  readonly imports: { readonly done: string; readonly running: string };
  readonly gatewayKey: string;
}

export const INPUTS = {
  done: { customer: customer('done'), update: { lastname: 'Roe' } },
  refused: { customer: customer('refused'), password: 'short' },
  waiting: { customer: customer('waiting') },
};

export const IMPORT_FILES = {
  done: ['one', 'two'],
  running: ['three', 'four'],
};

export function importFile(names: readonly string[]): string {
  return names.map((name) => `${JSON.stringify({ customer: customer(name) })}\n`).join('');
}

function customer(name: string) {
  return { email: `${name}@example.com`, firstname: 'Jane', lastname: 'Doe', website_id: 1 };
}

/** The sandbox of a recording, with the state that it left in the folder. */
export async function recordedSandbox(folder: string): Promise<Sandbox> {
  return await startSandbox({ port: PORT, stateFile: join(folder, 'sandbox.json') });
}

export async function pack(folder: string, file: string): Promise<void> {
  const reproducible = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner'];
  await promisify(execFile)('tar', [...reproducible, '-C', folder, '-czf', file, '.']);
}

export async function unpack(file: string, folder: string): Promise<void> {
  await promisify(execFile)('tar', ['-C', folder, '--no-same-owner', '-xzpf', file]);
}
