import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { compiledProgram } from '../../setup/compiledProgram';
import { environmentWithClock } from '../../setup/wrongClock';
import type { FromWorker, HoldPoint, ToWorker, WorkerOptions } from './messages';

const PROGRAM = join(__dirname, 'workerProcess.ts');
const FAILURE_CONVERTER = join(__dirname, '../../../src/temporal/failureConverter.ts');
const START_LIMIT_MS = 180_000;
const MESSAGE_LIMIT_MS = 120_000;

let compiled: Promise<string> | undefined;

/** A worker in a process of its own, as the test handles it. */
export class WorkerHandle {
  private readonly told: FromWorker[] = [];
  private readonly watchers = new Set<() => void>();
  private errors = '';
  private stopped = false;

  private constructor(private readonly child: ChildProcess) {
    child.on('message', (message: FromWorker) => {
      this.told.push(message);
      this.notify();
    });
    child.on('exit', () => this.notify());
    child.stderr?.on('data', (data: Buffer) => (this.errors += data.toString()));
  }

  /** Resolves when it polls. */
  static async start(options: WorkerOptions): Promise<WorkerHandle> {
    compiled ??= compiledProgram(PROGRAM, [FAILURE_CONVERTER]);
    const child = fork(await compiled, [JSON.stringify(options)], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, ...environmentWithClock(options.clockOffsetSeconds ?? 0) },
    });
    const worker = new WorkerHandle(child);
    try {
      await worker.until('is ready', ({ type }) => type === 'ready', START_LIMIT_MS);
    } catch (error) {
      await worker.kill();
      throw error;
    }
    return worker;
  }

  /** The process waits at this point once. */
  async arm(point: HoldPoint): Promise<void> {
    this.send({ type: 'hold', point });
    await this.until('is armed', (told) => told.type === 'armed' && told.id === point.id);
  }

  /** The process waits at the point now. */
  async untilHeld(point: HoldPoint): Promise<void> {
    const { id, boundary, request } = point;
    await this.until(`waits: ${boundary} ${request}`, (told) => told.type === 'held' && told.id === id);
  }

  goOn({ id }: HoldPoint): void {
    this.send({ type: 'goOn', id });
  }

  /** Resolves when the request of the point was sent, or is known not to be sent any more. */
  async untilPassed({ id, request }: HoldPoint): Promise<void> {
    await this.until(`has passed ${request}`, (told) => told.type === 'passed' && told.id === id);
  }

  /** Takes no more work and ends what it has. */
  async drain(): Promise<void> {
    this.send({ type: 'drain' });
    await this.until('has drained', ({ type }) => type === 'drained');
  }

  /** kill -9; does nothing more to a process that has ended. */
  async kill(): Promise<void> {
    if (this.hasEnded()) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }

  /** SIGSTOP: it stands still, and does not know. */
  stop(): void {
    this.child.kill('SIGSTOP');
    this.stopped = true;
  }

  continue(): void {
    this.child.kill('SIGCONT');
    this.stopped = false;
  }

  get isStopped(): boolean {
    return this.stopped;
  }

  private send(message: ToWorker): void {
    this.child.send(message);
  }

  private hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  private notify(): void {
    for (const watcher of this.watchers) watcher();
  }

  private async until(
    what: string,
    accepts: (told: FromWorker) => boolean,
    limitMs = MESSAGE_LIMIT_MS,
  ): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const end = (settle: () => void) => {
        clearTimeout(timer);
        this.watchers.delete(look);
        settle();
      };
      const fail = (reason: string) => end(() => reject(new Error(reason)));
      const look = () => {
        if (this.told.some(accepts)) end(resolve);
        else if (this.hasEnded()) fail(`the worker ended before it ${what}: ${this.errors}`);
      };
      const timer = setTimeout(
        () =>
          fail(`not within ${limitMs / 1000} s: the worker ${what}; it told: ${this.errors || 'nothing'}`),
        limitMs,
      );
      this.watchers.add(look);
      look();
    });
  }
}
