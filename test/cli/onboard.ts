import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const MAIN = resolve(__dirname, '../../dist/src/cli/main.js');
const WAIT_LIMIT_MS = 60_000;

export interface Ending {
  /** Exit status, or the signal that killed it. */
  readonly status: number | NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface OnboardOptions {
  /** Added to what any program needs; the caller's settings are not passed on. */
  env?: Readonly<Record<string, string>>;
  cwd: string;
  /** Content of its standard input. */
  input?: string | Uint8Array;
  /** The user who runs it, by default that of the test. */
  uid?: number;
}

/** Runs `onboard` to its end. */
export async function onboard(args: readonly string[], options: OnboardOptions): Promise<Ending> {
  return await new Onboard(args, options).ended;
}

/** A running `onboard` in its own process, which is killed when its test has ended. */
export class Onboard {
  readonly ended: Promise<Ending>;
  private readonly child: ChildProcess;
  private readonly listeners = new Set<() => void>();
  private stdout = '';
  private stderr = '';
  private over = false;

  constructor(args: readonly string[], { env = {}, cwd, input = '', uid }: OnboardOptions) {
    if (!existsSync(MAIN)) throw new Error('These tests run what is built: npm run build');
    this.child = spawn(process.execPath, [MAIN, ...args], {
      ...{ cwd, env: { ...inherited(), ...env } },
      ...(uid !== undefined && { uid, gid: uid }),
    });
    running.add(this);
    this.child.stdin?.on('error', () => undefined).end(input);
    this.child.stdout
      ?.setEncoding('utf8')
      .on('data', (text: string) => this.hear(() => (this.stdout += text)));
    this.child.stderr
      ?.setEncoding('utf8')
      .on('data', (text: string) => this.hear(() => (this.stderr += text)));
    this.ended = new Promise((settle) => {
      this.child.once('close', (code, signal) => {
        running.delete(this);
        this.hear(() => (this.over = true));
        settle({ status: code ?? signal, stdout: this.stdout, stderr: this.stderr });
      });
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** Waits until standard error or standard output matches. @returns the match */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    const found = () => pattern.exec(this.stderr) ?? pattern.exec(this.stdout);
    return await new Promise((settle, reject) => {
      const end = (act: () => void) => {
        clearTimeout(timer);
        this.listeners.delete(look);
        act();
      };
      const fail = (why: string) =>
        end(() =>
          reject(new Error(`${why} before it said ${pattern.source}:\n${this.stdout}\n${this.stderr}`)),
        );
      const look = () => {
        const match = found();
        if (match) end(() => settle(match));
        else if (this.over) fail('The command ended');
      };
      const timer = setTimeout(() => fail(`${WAIT_LIMIT_MS} ms passed`), WAIT_LIMIT_MS);
      this.listeners.add(look);
      look();
    });
  }

  private hear(change: () => void): void {
    change();
    for (const listener of this.listeners) listener();
  }
}

/** Starts `onboard worker` where a test's commands run, and waits until it polls. */
export async function startWorker({
  command,
}: {
  command: (args: readonly string[]) => Onboard;
}): Promise<Onboard> {
  const worker = command(['worker']);
  await worker.says(/worker ready/);
  return worker;
}

const running = new Set<Onboard>();
const folders: string[] = [];

afterEach(async () => {
  const left = [...running];
  for (const command of left) command.signal('SIGKILL');
  await Promise.all(left.map((command) => command.ended));
});

afterAll(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** A folder with these files, which is removed after the tests of the file. */
export async function folderWith(files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'onboard-cli-'));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}

/** The process of the embedded server of a home. */
export async function serverPid(home: string): Promise<number> {
  const server = JSON.parse(await readFile(join(home, 'server.json'), 'utf8')) as {
    process: { pid: number };
  };
  return server.process.pid;
}

export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Parses lines of JSON. */
export function jsonLines(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** The variables that a program needs on any system, and those that locate the Temporal CLI and its configuration. */
export function inherited(): Record<string, string> {
  const names = [
    ...['PATH', 'HOME', 'TMPDIR', 'SystemRoot', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA', 'TEMP'],
    ...['XDG_CACHE_HOME', 'ONBOARDING_TEMPORAL_CLI'],
  ];
  const given = Object.entries(process.env).filter(
    (entry): entry is [string, string] => names.includes(entry[0]) && entry[1] !== undefined,
  );
  return { ...Object.fromEntries(given), XDG_CONFIG_HOME: join(tmpdir(), 'no-temporal-configuration') };
}
