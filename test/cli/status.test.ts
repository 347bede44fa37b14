import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { somebody } from '../setup/people';
import { folderWith, jsonLines, onboard, startWorker } from './onboard';
import { openPlace } from './sharedHome';

jest.setTimeout(60_000);

test('if nothing runs it says so, and starts nothing', async () => {
  const cwd = await folderWith();
  const { status, stdout } = await onboard(['status', '--json'], { cwd });
  expect({ status, documents: jsonLines(stdout) }).toEqual({
    status: 0,
    documents: [{ server: null, workers: 0 }],
  });
  expect(existsSync(join(cwd, '.onboarding'))).toBe(false);
});

test('prints the server, its UI, and the number of workers, without one that has ended', async () => {
  const { command } = await openPlace({ files: { 'input.json': JSON.stringify({ customer: somebody() }) } });
  const workers = async () => jsonLines((await command(['status', '--json']).ended).stdout)[0];
  const address = expect.stringMatching(/^127\.0\.0\.1:\d+$/) as string;
  const ui = expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string;
  expect(await workers()).toEqual({ server: { address, ui }, workers: 0 });
  const worker = await startWorker({ command });
  expect(await workers()).toMatchObject({ workers: 1 });
  worker.signal('SIGTERM');
  await worker.ended;
  expect(await workers()).toMatchObject({ workers: 0 });
});

test('a configured server that does not answer is exit status 3', async () => {
  const env = { TEMPORAL_ADDRESS: '127.0.0.1:1' };
  const { status, stderr } = await onboard(['status'], { cwd: await folderWith(), env });
  expect(status).toBe(3);
  expect(stderr).toMatch(/^Temporal cannot be reached at 127\.0\.0\.1:1/m);
});
