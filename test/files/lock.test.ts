import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { withLock } from '../../src/files/lock';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lock-'));
  file = path.join(folder, 'lock');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const HOLDER = `
const [lock, file] = process.argv.slice(1);
const { tryLock } = require(lock);
const { openSync, writeSync } = require('node:fs');
const descriptor = openSync(file, 'a+');
tryLock(descriptor);
writeSync(descriptor, String(process.pid));
console.log('held');
setInterval(() => undefined, 1000);
`;

/** Another process that holds the lock until it is killed. */
async function holdElsewhere() {
  const holder = spawn(process.execPath, ['-e', HOLDER, require.resolve('fs-native-extensions'), file]);
  await once(holder.stdout, 'data');
  return {
    pid: holder.pid,
    async kill() {
      holder.kill('SIGKILL');
      await once(holder, 'exit');
    },
  };
}

test('work under the lock runs one at a time', async () => {
  let inside = 0;
  const most: number[] = [];
  const work = async () => {
    most.push(++inside);
    await turn();
    inside--;
  };
  await Promise.all(Array.from({ length: 10 }, () => withLock({ file, limitMs: 20_000 }, work)));
  expect(most).toEqual(Array.from({ length: 10 }, () => 1));
});

test('a lock that another process holds too long is an error that names the process', async () => {
  const holder = await holdElsewhere();
  let waited = 0;
  const attempt = withLock({ file, limitMs: 100, onWait: () => waited++ }, () => Promise.resolve('never'));
  await expect(attempt).rejects.toMatchObject({
    name: 'LockedError',
    message: expect.stringContaining(`Process ${holder.pid} `),
  });
  expect(waited).toBe(1);
  await holder.kill();
});

test('the lock of a process that was killed is free', async () => {
  const holder = await holdElsewhere();
  const waiting = withLock({ file, limitMs: 20_000 }, () => Promise.resolve('had'));
  await holder.kill();
  await expect(waiting).resolves.toBe('had');
});

test('a failure of the work releases the lock', async () => {
  await expect(withLock({ file, limitMs: 0 }, () => Promise.reject(new Error('broken')))).rejects.toThrow(
    'broken',
  );
  await expect(withLock({ file, limitMs: 0 }, () => Promise.resolve('had'))).resolves.toBe('had');
});

test('a caller that waits for the lock can be interrupted, and does no work then', async () => {
  const interruption = new AbortController();
  const work = jest.fn(() => Promise.resolve());
  await withLock({ file, limitMs: 1_000 }, async () => {
    const waiting = withLock(
      {
        file,
        limitMs: Number.POSITIVE_INFINITY,
        onWait: () => interruption.abort(new Error('interrupted')),
        signal: interruption.signal,
      },
      work,
    );
    await expect(waiting).rejects.toThrow('interrupted');
  });
  expect(work).not.toHaveBeenCalled();
});
