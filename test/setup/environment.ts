import { AsyncLocalStorage } from 'node:async_hooks';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { TestEnvironment as NodeEnvironment } from 'jest-environment-node';

/**
 * Ends what a file of tests leaves behind, also where a test fails before its last line:
 * - Processes that it started. One that holds on to an output of jest would keep jest from ending.
 * - Storages of asynchronous contexts, of which each connection to Temporal has one. Up to Node 22 every promise of the
 *   process walks through all storages that were ever used, so that late files took up to seven times as long.
 */
export default class Environment extends NodeEnvironment {
  private readonly processesBefore = new Set(descendants());
  private readonly storages = new UsedStorages();

  override async teardown(): Promise<void> {
    await super.teardown();
    this.storages.disable();
    for (const pid of descendants()) {
      if (this.processesBefore.has(pid)) continue;
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    }
  }
}

class UsedStorages {
  private readonly used = new Set<AsyncLocalStorage<unknown>>();
  private readonly run = Reflect.get(AsyncLocalStorage.prototype, 'run');
  private readonly enterWith = Reflect.get(AsyncLocalStorage.prototype, 'enterWith');

  constructor() {
    const { used, run, enterWith } = this;
    AsyncLocalStorage.prototype.run = function (this: AsyncLocalStorage<unknown>, ...given: [never, never]) {
      used.add(this);
      return Reflect.apply(run, this, given) as never;
    };
    AsyncLocalStorage.prototype.enterWith = function (this: AsyncLocalStorage<unknown>, store: unknown) {
      used.add(this);
      Reflect.apply(enterWith, this, [store]);
    };
  }

  disable(): void {
    AsyncLocalStorage.prototype.run = this.run;
    AsyncLocalStorage.prototype.enterWith = this.enterWith;
    for (const storage of this.used) storage.disable();
  }
}

/** The processes that this one started, and those that they started; none on a system without `/proc`. */
function descendants(): number[] {
  if (!existsSync('/proc/self/stat')) return [];
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const parent = parentOf(pid);
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const found: number[] = [];
  const add = (pid: number) => {
    for (const child of children.get(pid) ?? []) {
      found.push(child);
      add(child);
    }
  };
  add(process.pid);
  return found;
}

/** 0 if the process has ended meanwhile. */
function parentOf(pid: number): number {
  try {
    const [, afterName = ''] = /^\d+ \(.*\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return Number(afterName.split(' ')[1]);
  } catch {
    return 0;
  }
}
