import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { identifyProcess, isAlive } from '../../src/embeddedServer/processIdentity';
import { eventually } from './serverUser';

const posix = process.platform === 'win32' ? test.skip : test;

test('a process keeps its identity for as long as it lives', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
  const identity = identifyProcess(child.pid!);
  expect(identity).toEqual(identifyProcess(child.pid!));
  expect(isAlive(identity!)).toBe(true);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(isAlive(identity!)).toBe(false);
  expect(identifyProcess(child.pid!)).toBeNull();
});

posix('a later process that was given the same number is another one', () => {
  const self = identifyProcess(process.pid)!;
  expect(isAlive({ ...self, startedAt: `${self.startedAt}0` })).toBe(false);
});

posix('a zombie, which nobody has waited for, is not alive', async () => {
  // The shell's child ends when a program has replaced the shell that never waits for it.
  const parent = spawn('sh', ['-c', 'sleep 1 & echo $!; exec sleep 30']);
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const zombie = Number(line.toString());
  await eventually(() => identifyProcess(zombie) === null);
  const ended = once(parent, 'exit');
  const stat = process.platform === 'linux' ? readFileSync(`/proc/${zombie}/stat`, 'utf8') : ') Z ';
  parent.kill('SIGKILL');
  await ended;
  expect(stat).toContain(') Z ');
});
