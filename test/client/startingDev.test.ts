import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findOfDev, forgetStartingDev, recordStartingDev } from '../../src/client/startingDev';
import { identifyProcess } from '../../src/embeddedServer/processIdentity';

let home: string;
beforeEach(async () => (home = await mkdtemp(join(tmpdir(), 'onboard-starting-'))));
afterEach(async () => await rm(home, { recursive: true, force: true }));
afterEach(() => jest.restoreAllMocks());

const missing = () => Promise.resolve(undefined);

test('without a starting dev, a missing part is not waited for', async () => {
  expect(await findOfDev<string>(home, missing)).toBeUndefined();
});

test('a starting dev is waited for', async () => {
  await recordStartingDev(home);
  let looks = 0;
  const found = await findOfDev(home, async () => Promise.resolve(++looks < 3 ? null : 'found'));
  expect([found, looks]).toEqual(['found', 3]);
});

test('a part that appears before the end of the start is found', async () => {
  await recordStartingDev(home);
  let looks = 0;
  const find = async () => {
    if (++looks > 1) return 'found';
    // The part appears, and the start ends, between two checks.
    await forgetStartingDev(home);
    return undefined;
  };
  expect(await findOfDev(home, find)).toBe('found');
});

test('a dev that was killed during its start is not waited for', async () => {
  const killed = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  const identity = identifyProcess(killed.pid ?? 0);
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  await writeFile(join(home, 'dev-starting.json'), JSON.stringify({ process: identity }));
  expect(await findOfDev<string>(home, missing)).toBeUndefined();
});

test('a dev that starts for longer than 60 s gives an error that names it', async () => {
  await recordStartingDev(home);
  const start = Date.now();
  jest
    .spyOn(Date, 'now')
    .mockReturnValueOnce(start)
    .mockReturnValue(start + 60_001);
  await expect(findOfDev(home, missing)).rejects.toThrow(
    /^onboard dev has been starting in .* for 60 s; see what it says, and try again$/,
  );
});
