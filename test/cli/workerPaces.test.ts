import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPaces, reportPaces } from '../../src/cli/status/workerPaces';
import type { PaceState } from '../../src/commerce/pace';
import { eventually } from '../crash/stage/eventually';

let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'onboarding-paces-'));
});

afterEach(async () => {
  await rm(home, { recursive: true, force: true });
});

const held: PaceState = {
  service: 'Commerce',
  allowedPerSecond: 17.123456,
  waiting: 3,
  reason: 'failing',
  slowdown: { reason: 'failing', what: 'answered 503', at: new Date('2026-11-24T10:02:00Z') },
};

test('a worker is found with its paces as long as it runs, by its own queue', async () => {
  const report = reportPaces({ home, taskQueue: 'shop' }, () => [held]);
  await eventually('the worker is found', async () => (await findPaces(home, 'shop')).length > 0);
  const found = await findPaces(home, 'shop');
  const slowdown = { what: 'answered 503', at: '2026-11-24T10:02:00.000Z' };
  const pace = { service: 'Commerce', allowedPerSecond: 17.1, waiting: 3, reason: 'failing', slowdown };
  expect(found).toEqual([{ pid: process.pid, paces: [pace] }]);
  expect(await findPaces(home, 'another')).toEqual([]);
  await report.stop();
  expect(await findPaces(home, 'shop')).toEqual([]);
});

test('files of a killed worker, and foreign files, are ignored', async () => {
  const report = reportPaces({ home, taskQueue: 'shop' }, () => [held]);
  await report.stop();
  const folder = join(home, 'workers');
  const dead = { process: { pid: 2 ** 22 - 1, startedAt: 'long ago' }, taskQueue: 'shop', paces: [] };
  await writeFile(join(folder, '4194303-0.json'), JSON.stringify(dead));
  await writeFile(join(folder, 'other.json'), '{"pid": "x"');
  expect(await findPaces(home, 'shop')).toEqual([]);
  expect(await readdir(folder)).toHaveLength(2);
});

test('a worker works without a writable home', async () => {
  await writeFile(join(home, 'file'), '');
  const report = reportPaces({ home: join(home, 'file'), taskQueue: 'shop' }, () => [held]);
  await expect(report.stop()).resolves.toBeUndefined();
});
