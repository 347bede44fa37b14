import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox';
import { type EmbeddedServer, useEmbeddedServer } from '../../src/embeddedServer';
import { freshTaskQueue } from '../setup/temporal';
import { folderWith, Onboard } from './onboard';

/** A sandbox, and a folder whose commands use it, with their own task queue. */
export interface Place {
  readonly sandbox: Sandbox;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Starts a command there. */
  command(args: readonly string[], input?: string): Onboard;
}

export interface PlaceOptions {
  sandbox?: SandboxOptions;
  files?: Readonly<Record<string, string>>;
  /** Added to those of the sandbox. */
  settings?: Readonly<Record<string, string>>;
}

let home: string;
let server: EmbeddedServer;
const sandboxes: Sandbox[] = [];

/** One home for all tests of the file; its server keeps running between their commands, which saves a second each. */
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'onboard-home-'));
  const program = process.env['ONBOARDING_TEMPORAL_CLI'];
  server = await useEmbeddedServer({ home, log: () => undefined, ...(program && { program }) });
}, 60_000);

afterEach(async () => {
  for (const sandbox of sandboxes.splice(0)) await sandbox.stop();
});

afterAll(async () => {
  await server.release();
  await rm(home, { recursive: true, force: true });
});

export async function openPlace(options: PlaceOptions = {}): Promise<Place> {
  const sandbox = await startSandbox(options.sandbox);
  sandboxes.push(sandbox);
  const cwd = await folderWith(options.files);
  const env = {
    ...sandbox.settings,
    ONBOARDING_HOME: home,
    ONBOARDING_TASK_QUEUE: freshTaskQueue(),
    ...options.settings,
  };
  return {
    sandbox,
    cwd,
    env,
    command: (args, input = '') => new Onboard(args, { cwd, env, input }),
  };
}
