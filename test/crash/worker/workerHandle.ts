import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { compiledProgram } from '../../setup/compiledProgram';
import { environmentWithClock } from '../../setup/wrongClock';
import type { FromWorker, HoldPoint, ToWorker, WorkerOptions } from './messages';

const PROGRAM = join(__dirname, 'workerProcess.ts');
const FAILURE_CONVERTERS = ['failureConverter', 'workerFailureConverter'].map((name) =>
  join(__dirname, `../../../src/temporal/${name}.ts`),
);
const START_LIMIT_MS = 180_000;
const MESSAGE_LIMIT_MS = 120_000;

let compiled: Promise<string> | undefined;

/** The test's handle for a worker process. */
export class WorkerHandle {
  private readonly received: FromWorker[] = [];
  private readonly watchers = new Set<() => void>();
  private errors = '';
  private stopped = false;

  private constructor(private readonly child: ChildProcess) {
    child.on('message', (message: FromWorker) => {
      this.received.push(message);
      this.notify();
    });
    child.on('exit', () => this.notify());
    child.stderr?.on('data', (data: Buffer) => (this.errors += data.toString()));
  }

  /** Resolves when it polls. */
  static async start(options: WorkerOptions): Promise<WorkerHandle> {
    compiled ??= compiledProgram(PROGRAM, FAILURE_CONVERTERS);
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

  /** Makes the process wait at this point once. */
  async arm(point: HoldPoint): Promise<void> {
    this.send({ type: 'hold', point });
    await this.until('is armed', (message) => message.type === 'armed' && message.id === point.id);
  }

  /** Resolves when the process waits at the point. */
  async untilHeld(point: HoldPoint): Promise<void> {
    const { id, boundary, request } = point;
    await this.until(
      `waits: ${boundary} ${request}`,
      (message) => message.type === 'held' && message.id === id,
    );
  }

  goOn({ id }: HoldPoint): void {
    this.send({ type: 'goOn', id });
  }

  /** Resolves when the point's request was sent, or will certainly not be sent. */
  async untilPassed({ id, request }: HoldPoint): Promise<void> {
    await this.until(`has passed ${request}`, (message) => message.type === 'passed' && message.id === id);
  }

  /** Takes no more work and completes its current work. */
  async drain(): Promise<void> {
    this.send({ type: 'drain' });
    await this.until('has drained', ({ type }) => type === 'drained');
  }

  /** kill -9; has no effect on a process that has ended. */
  async kill(): Promise<void> {
    if (this.hasEnded()) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }

  /** SIGSTOP: it stops without noticing. */
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
    accepts: (message: FromWorker) => boolean,
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
        if (this.received.some(accepts)) end(resolve);
        else if (this.hasEnded()) fail(`the worker ended before it ${what}: ${this.errors}`);
      };
      const timer = setTimeout(
        () =>
          fail(`not within ${limitMs / 1000} s: the worker ${what}; it printed: ${this.errors || 'nothing'}`),
        limitMs,
      );
      this.watchers.add(look);
      look();
    });
  }
}
