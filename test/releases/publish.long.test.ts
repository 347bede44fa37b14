import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

jest.setTimeout(120_000);

const PROJECT = resolve(__dirname, '../..');
const run = promisify(execFile);

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onboarding-publish-'));
});

afterAll(async () => await rm(folder, { recursive: true, force: true }));

interface Published {
  readonly files: readonly { readonly path: string }[];
}

function isPublished(said: Published | Record<string, Published>): said is Published {
  return Array.isArray(said.files);
}

/** What npm would publish, and its complaints. Publishes nothing. */
async function dryRun(target: string): Promise<{ files: string[]; complaints: string[] }> {
  const args = ['publish', '--dry-run', '--ignore-scripts', '--json', target];
  const { stdout, stderr } = await run('npm', args, { cwd: PROJECT });
  // By the name of the package since npm 11.
  const said = JSON.parse(stdout) as Published | Record<string, Published>;
  const { files } = isPublished(said) ? said : Object.values(said)[0]!;
  const complaints = stderr
    .split('\n')
    .filter((line) => /^npm (warn|error)/i.test(line) && !/logged in/.test(line));
  return { files: files.map(({ path }) => path), complaints };
}

const NOT_PUBLISHED = /(^|\/)test\/|\.test\.|\.map$|^src\/|\.env$/;

test('npm would publish the package without a complaint, and without tests, sources and maps', async () => {
  const { files, complaints } = await dryRun('.');
  expect(complaints).toEqual([]);
  expect(files).toContain('bin/commerce-onboarding.js');
  expect(files.filter((path) => NOT_PUBLISHED.test(path))).toEqual([]);
});

test('npm would publish the client package the same way', async () => {
  await run(join(PROJECT, 'node_modules/.bin/tsx'), ['scripts/packClient.ts', folder], { cwd: PROJECT });
  const [packed = ''] = await readdir(folder);
  const { files, complaints } = await dryRun(join(folder, packed));
  expect(complaints).toEqual([]);
  expect(files).toContain('index.js');
  expect(files.filter((path) => NOT_PUBLISHED.test(path))).toEqual([]);
});
