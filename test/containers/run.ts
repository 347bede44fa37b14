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

const HELP = `Usage: npm run test:containers

Runs docker-compose.yml on Docker's engine as docs/guides/deploy.md says, with load and faults. It needs Debian, root
and Go 1.26; it installs docker.io if that is missing, and keeps what it builds in
${cacheFolder} (ONBOARDING_CONTAINERS_CACHE).
`;

/** Two runs would use the same network, wherever they keep their files. */
const LOCK = '/run/commerce-onboarding-containers.lock';

let running: ChildProcess | undefined;
let isInterrupted = false;

/** Prepares the engine, runs the story in its network, and leaves no process, mount or rule behind. */
async function main(): Promise<number> {
  if (process.argv.includes('--help')) {
    process.stdout.write(HELP);
    return 0;
  }
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    process.stderr.write(
      'npm run test:containers needs Linux and root: it starts an engine and a network.\n',
    );
    return 2;
  }
  await mkdir(cacheFolder, { recursive: true, mode: 0o700 });
  return await withLock({ file: LOCK, limitMs: 1_000 }, run);
}

async function run(): Promise<number> {
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
    return await timed('story', story);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  } finally {
    await cleanUp();
    process.stdout.write(`What the programs printed is in ${logFile}\n`);
  }
}

/** In the network of the engine, whose ports are those that the guide names. */
async function story(): Promise<number> {
  const [program, args] = inNetwork(process.execPath, '--import', 'tsx', join(__dirname, 'story.ts'));
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
