import { mkdtemp, readFile, rm, symlink, writeFile, cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Mutation, MUTATIONS } from './mutations';
import { runTests, type TestRun } from './runTests';

/**
 * Removes each part from a copy of the sources, and requires that its tests fail there. They must first pass on the
 * unchanged copy. Exits with status 1 if the tests of one part do not fail.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  const chosen = MUTATIONS.filter(({ name }) => values.only === undefined || name.includes(values.only));
  const copy = await copySources();
  try {
    const untouched = await runTests(
      copy,
      chosen.map(({ tests }) => tests),
    );
    if (untouched.failed.length > 0 || untouched.passed === 0) {
      tell(`The tests fail, or there are none, with nothing taken out:\n${untouched.output}`);
      return 1;
    }
    let survived = 0;
    for (const mutation of chosen) {
      const run = await runMutated(copy, mutation);
      if (run.failed.length === 0) survived += 1;
      tell(lineOf(mutation, run));
    }
    tell(`${chosen.length} taken out, ${survived} not noticed`);
    return survived > 0 ? 1 : 0;
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

const ROOT = resolve(__dirname, '../..');
const COPIED = ['src', 'activities', 'workflows', 'test', 'package.json', 'tsconfig.json', 'jest.config.js'];

async function copySources(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'onboarding-mutations-'));
  for (const name of COPIED) await cp(join(ROOT, name), join(copy, name), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

async function runMutated(copy: string, { name, file, find, replace, tests }: Mutation): Promise<TestRun> {
  const path = join(copy, file);
  const source = await readFile(path, 'utf8');
  if (source.split(find).length !== 2) throw new Error(`${name}: its text is not in ${file} exactly once`);
  await writeFile(
    path,
    source.replace(find, () => replace),
  );
  try {
    return await runTests(copy, [tests]);
  } finally {
    await writeFile(path, source);
  }
}

function lineOf({ name, tests }: Mutation, { failed, passed }: TestRun): string {
  if (failed.length > 0) return `noticed      ${name}: ${failed[0]}`;
  return `NOT NOTICED  ${name}: ${passed} tests pass, of "${tests.names}" in ${tests.file}`;
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().then(
  (status) => (process.exitCode = status),
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exitCode = 1;
  },
);
