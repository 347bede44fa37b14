import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

jest.setTimeout(900_000);

const REPOSITORY = resolve(__dirname, '../..');

let folder: string;
let clone: string;
let beforeInstallation: { status: number | null; output: string };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fresh-'));
  clone = join(folder, 'clone');
  await mkdir(join(folder, 'home'));
  await promisify(execFile)('git', ['clone', '--quiet', REPOSITORY, clone]);
  beforeInstallation = await shell('npx commerce-onboarding list');
  const { status, output } = await shell('npm ci --no-audit --no-fund');
  if (status !== 0) throw new Error(output);
});
afterAll(async () => await rm(folder, { recursive: true, force: true }));

/** A shell in the clone, with an unused home folder. */
function start(line: string) {
  const env = { PATH: process.env['PATH'] ?? '', HOME: join(folder, 'home') };
  // A process group of its own, to which a terminal would send Ctrl-C.
  return spawn('bash', ['-c', `${line} 2>&1`], {
    cwd: clone,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
}

async function shell(line: string): Promise<{ status: number | null; output: string }> {
  const child = start(line);
  const output = await text(child.stdout);
  return { status: child.exitCode ?? (await new Promise((settle) => child.once('exit', settle))), output };
}

/** The tutorial's commands beside `dev`, in order; commands with an ID need one of this run. */
async function commandsOfTutorial(): Promise<string[]> {
  const tutorial = await readFile(join(clone, 'docs/tutorial/first-onboarding.md'), 'utf8');
  const typed = [...tutorial.matchAll(/^\$ (npx commerce-onboarding .*)$/gm)].map(
    ([, command = '']) => command,
  );
  return typed.filter((command) => !/ dev$|onboard-[0-9a-f]{32}/.test(command));
}

test('a command before npm ci reports it, and npx works afterwards', async () => {
  expect(beforeInstallation).toEqual({
    status: 2,
    output: expect.stringMatching(
      /^.*clone is a clone that is not built yet\. Run there: npm ci$/m,
    ) as string,
  });
  expect(await shell('npx commerce-onboarding --version')).toMatchObject({ status: 0 });
});

test("in a fresh clone with a fresh home, dev and the tutorial's commands work at once", async () => {
  const dev = start('npx commerce-onboarding dev');
  const devOutput = text(dev.stdout);
  while (!existsSync(join(clone, '.onboarding', 'sandbox.json'))) await sleep(50);
  const commands = await commandsOfTutorial();
  expect(commands.length).toBeGreaterThan(4);
  for (const command of commands) {
    const { status, output } = await shell(command);
    expect({ command, status, output }).toMatchObject({ status: 0 });
    expect(output).not.toMatch(/npm (warn|error)|> commerce-onboarding@/);
  }
  process.kill(-(dev.pid ?? 0), 'SIGINT');
  expect(await devOutput).toMatch(/^Gateway /m);
});
