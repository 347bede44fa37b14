import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const SCRIPT = 'scripts/buildState.js';

let clone: string;
beforeEach(async () => {
  clone = await mkdtemp(join(tmpdir(), 'clone-'));
  await mkdir(join(clone, 'scripts'));
  await copyFile(resolve(__dirname, '../..', SCRIPT), join(clone, SCRIPT));
  const files = {
    'package-lock.json': '{}',
    'tsconfig.json': '{}',
    'tsconfig.build.json': '{}',
    'src/main.ts': 'one',
    'workflows/index.ts': '',
    'activities/index.ts': '',
    'dist/main.js': '',
    'node_modules/typescript/package.json': '{ "main": "index.js" }',
    'node_modules/typescript/index.js': '',
  };
  for (const [name, content] of Object.entries(files)) await write(name, content);
});
afterEach(() => rm(clone, { recursive: true }));

async function write(name: string, content: string): Promise<void> {
  await mkdir(dirname(join(clone, name)), { recursive: true });
  await writeFile(join(clone, name), content);
}

/** The script's exit status and output if npm runs it for a command of its own. */
async function buildState(
  command: 'begin' | 'end' | 'check',
  npmCommand = 'ci',
): Promise<{ status: number; stderr: string }> {
  const env = { ...process.env, npm_command: npmCommand };
  return await run(process.execPath, [join(clone, SCRIPT), command], { env }).then(
    ({ stderr }) => ({ status: 0, stderr }),
    (error: unknown) => {
      const { code, stderr } = error as { code: number; stderr: string };
      return { status: code, stderr };
    },
  );
}

const isCurrent = async () => (await buildState('check')).status === 0;

test('a build is current until a source changes, and again when the source is restored', async () => {
  expect(await isCurrent()).toBe(false);
  await buildState('begin');
  expect(await buildState('end')).toEqual({ status: 0, stderr: '' });
  expect(await isCurrent()).toBe(true);
  await write('src/main.ts', 'two');
  expect(await isCurrent()).toBe(false);
  await write('src/main.ts', 'one');
  expect(await isCurrent()).toBe(true);
  await write('src/other.ts', '');
  expect(await isCurrent()).toBe(false);
});

test('a build that was killed is not current', async () => {
  await buildState('end');
  await buildState('begin');
  expect(await isCurrent()).toBe(false);
});

test('a build leaves nothing of sources that are gone', async () => {
  const left = ['dist/src/moved.js', 'dist/src/moved.d.ts', 'dist/src/main.js.map'];
  const kept = ['dist/src/main.js', 'dist/src/main.d.ts', 'dist/workflow-bundle.js'];
  for (const name of [...left, ...kept]) await write(name, '');
  await buildState('begin');
  await buildState('end');
  const isThere = (name: string) => existsSync(join(clone, name));
  expect([left.filter(isThere), kept.filter(isThere)]).toEqual([[], kept]);
});

test('npx never builds: it hides a build, and one that fails or is killed there breaks npx permanently', async () => {
  expect(await isCurrent()).toBe(false);
  expect(await buildState('check', 'exec')).toEqual({ status: 0, stderr: '' });
});

test('if NODE_ENV=production left out the build tools, it says how to install them', async () => {
  await rm(join(clone, 'node_modules/typescript'), { recursive: true });
  const { status, stderr } = await buildState('begin');
  expect(status).toBe(1);
  expect(stderr).toMatch(/NODE_ENV=production and --omit=dev[^]*npm ci --include=dev/);
});

test('prepare builds only if the build is not current', async () => {
  const { scripts } = JSON.parse(await readFile(resolve(__dirname, '../../package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  expect(scripts['prepare']).toBe(`node ${SCRIPT} check || npm run build`);
  expect(scripts['build']).toMatch(new RegExp(`^node ${SCRIPT} begin && .* && node ${SCRIPT} end$`));
});
