import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { TestEnvironment as NodeEnvironment } from 'jest-environment-node';

/**
 * Kills the processes that a test file started and left running: a test that fails does not reach its last line. A
 * process that keeps an output of jest open would keep jest from ending.
 */
export default class Environment extends NodeEnvironment {
  private readonly before = new Set(descendants());

  override async teardown(): Promise<void> {
    await super.teardown();
    for (const pid of descendants()) {
      if (this.before.has(pid)) continue;
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    }
  }
}

/** The child processes of this one, and theirs; none on a system without `/proc`. */
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
