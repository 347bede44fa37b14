import { type ChildProcess, spawn } from 'node:child_process';

export interface ProgramOptions {
  command: string;
  args: readonly string[];
  /** The complete environment: nothing is inherited. */
  env: Readonly<Record<string, string>>;
  cwd: string;
  /** Default: the user who runs the test. */
  user?: { readonly uid: number; readonly gid: number };
}

export interface ProgramEnding {
  /** Exit status, or the signal that ended it. */
  readonly status: number | NodeJS.Signals | null;
  /** The end of its standard output and standard error. */
  readonly output: string;
}

const KEPT_CHARACTERS = 100_000;

/** A program in a process of its own, which outlives a test: the caller must end it. */
export class RunningProgram {
  readonly ended: Promise<ProgramEnding>;
  private readonly child: ChildProcess;
  private readonly listeners = new Set<() => void>();
  private output = '';
  private over = false;

  constructor({ command, args, env, cwd, user }: ProgramOptions) {
    this.child = spawn(command, [...args], {
      cwd,
      env: { ...env },
      ...user,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.hear(() => (this.output = `${this.output}${text}`.slice(-KEPT_CHARACTERS)));
      });
    }
    this.ended = new Promise((settle) => {
      const end = (status: ProgramEnding['status']) => {
        this.hear(() => (this.over = true));
        settle({ status, output: this.output });
      };
      this.child.once('error', (error) => {
        this.output += String(error);
        end(null);
      });
      this.child.once('close', (code, signal) => end(code ?? signal));
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get isRunning(): boolean {
    return !this.over;
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** Asks it to end, and kills it after `limitMs`. */
  async end(name: NodeJS.Signals = 'SIGTERM', limitMs = 30_000): Promise<ProgramEnding> {
    this.signal(name);
    const timer = setTimeout(() => this.signal('SIGKILL'), limitMs);
    const ending = await this.ended;
    clearTimeout(timer);
    return ending;
  }

  /** Waits until it prints this, on either stream. @throws Error if it ends, or `limitMs` pass, before it does */
  async says(pattern: RegExp, limitMs = 60_000): Promise<RegExpExecArray> {
    return await new Promise((settle, reject) => {
      const end = (act: () => void) => {
        clearTimeout(timer);
        this.listeners.delete(look);
        act();
      };
      const fail = (why: string) =>
        end(() => reject(new Error(`${why} before it said ${pattern.source}:\n${this.output}`)));
      const look = () => {
        const match = pattern.exec(this.output);
        if (match) end(() => settle(match));
        else if (this.over) fail('The program ended');
      };
      const timer = setTimeout(() => fail(`${limitMs} ms passed`), limitMs);
      this.listeners.add(look);
      look();
    });
  }

  private hear(change: () => void): void {
    change();
    for (const listener of this.listeners) listener();
  }
}

const RUN_LIMIT_MS = 120_000;

/** Runs a program to its end. @throws Error with its output if it fails or takes longer than two minutes */
export async function runProgram(options: ProgramOptions): Promise<string> {
  const program = new RunningProgram(options);
  const timer = setTimeout(() => program.signal('SIGKILL'), RUN_LIMIT_MS);
  const { status, output } = await program.ended;
  clearTimeout(timer);
  if (status === 0) return output;
  throw new Error(`${[options.command, ...options.args].join(' ')} ended with ${status}:\n${output}`);
}
