import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from '../../src/files/lock';
import { cacheFolder } from './cacheFolder';
import { endCalls, logFile } from './call';
import {
  dockerEnvironment,
  forgetEarlierContainers,
  removeLeftovers,
  startEngine,
  stopEngine,
} from './engine';
import { makeImages } from './images';
import { closeNetwork, inNetwork, openNetwork } from './network';
import { makePrograms } from './programs';

const HELP = `Usage: npm run test:containers [-- STORY...]

Stories, of which it runs all by default, on Docker's engine:
  compose  docker-compose.yml as docs/guides/deploy.md says, with load and faults
  pods     the pods of the examples of the Helm chart, with their probes

It needs Debian, root and Go 1.26; it installs docker.io if that is missing, and keeps what it builds in
${cacheFolder} (ONBOARDING_CONTAINERS_CACHE).
`;

const STORIES: Readonly<Record<string, string>> = { compose: 'story.ts', pods: 'pods/story.ts' };

/** Two runs would use the same network, wherever they keep their files. */
const LOCK = '/run/commerce-onboarding-containers.lock';

let running: ChildProcess | undefined;
let isInterrupted = false;

/** Prepares the engine, runs the stories in its network, and leaves no process, mount or rule behind. */
async function main(): Promise<number> {
  if (process.argv.includes('--help')) {
    process.stdout.write(HELP);
    return 0;
  }
  const wanted = process.argv.slice(2);
  const unknown = wanted.find((name) => !(name in STORIES));
  if (unknown !== undefined) {
    process.stderr.write(`There is no story ${unknown}: use ${Object.keys(STORIES).join(' or ')}.\n`);
    return 2;
  }
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    process.stderr.write(
      'npm run test:containers needs Linux and root: it starts an engine and a network.\n',
    );
    return 2;
  }
  await mkdir(cacheFolder, { recursive: true, mode: 0o700 });
  const stories = wanted.length === 0 ? Object.keys(STORIES) : wanted;
  return await withLock({ file: LOCK, limitMs: 1_000 }, () => run(stories));
}

async function run(stories: readonly string[]): Promise<number> {
  writeFileSync(logFile, '');
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  try {
    const programs = await timed('programs', makePrograms);
    // Of a run that was killed.
    await cleanUp();
    await forgetEarlierContainers();
    await timed('engine', async () => {
      await openNetwork();
      await startEngine(programs.compose);
    });
    await timed('images', () => makeImages(programs));
    for (const name of stories) {
      const status = await timed(name, () => story(STORIES[name]!));
      if (status !== 0) return status;
    }
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  } finally {
    await cleanUp();
    process.stdout.write(`What the programs printed is in ${logFile}\n`);
  }
}

/** In the network of the engine, whose ports are those that the guide names. */
async function story(file: string): Promise<number> {
  const [program, args] = inNetwork(process.execPath, '--import', 'tsx', join(__dirname, file));
  const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, ...dockerEnvironment } });
  running = child;
  return await new Promise((settle, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => settle(code ?? 1));
  });
}

async function cleanUp(): Promise<void> {
  await stopEngine();
  // Also ends the engine of a run that was killed.
  await closeNetwork();
  await removeLeftovers();
}

function interrupt(): void {
  isInterrupted = true;
  running?.kill('SIGKILL');
  endCalls();
}

async function timed<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  if (isInterrupted) throw new Error('Interrupted');
  const from = performance.now();
  const result = await work();
  process.stdout.write(`${name}: ${Math.round((performance.now() - from) / 1_000)} s\n`);
  return result;
}

void main().then((status) => (process.exitCode = status));
