import { join } from 'node:path';
import { ESLint, type Linter } from 'eslint';

const repository = join(__dirname, '../..');

const eslint = new ESLint({
  cwd: repository,
  overrideConfigFile: true,
  baseConfig: jest.requireActual<Linter.Config[]>('../../eslint.config.js'),
});

/** The rules that `code` breaks where it stands in place of the file at `path`, which must exist. */
async function rulesBrokenBy(code: string, path: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: join(repository, path) });
  return result!.messages.map(({ ruleId, message }) => ruleId ?? message);
}

test('a promise that nobody waits for is reported', async () => {
  const code = 'export function later(work: () => Promise<void>): void {\n  work();\n}\n';
  expect(await rulesBrokenBy(code, 'src/contract/failures.ts')).toEqual([
    '@typescript-eslint/no-floating-promises',
  ]);
});

test('a promise taken for a condition is reported', async () => {
  const code = 'export const isThere = (look: Promise<boolean>): string => (look ? "yes" : "no");\n';
  expect(await rulesBrokenBy(code, 'src/contract/failures.ts')).toContain(
    '@typescript-eslint/no-misused-promises',
  );
});

describe('an import against the arrows of the layout is reported', () => {
  test.each([
    ['workflows/index.ts', '../activities'],
    ['workflows/index.ts', '../src/commerce'],
    ['workflows/index.ts', '../src/contract/parse/workflowId'],
    ['src/contract/failures.ts', './parse/workflowId'],
    ['src/contract/failures.ts', '../commerce/pace'],
    ['src/commerce/index.ts', '../temporal/dataConverter'],
    ['activities/index.ts', '../src/temporal/dataConverter'],
    ['src/temporal/dataConverter.ts', '../commerce'],
    ['src/temporal/dataConverter.ts', '../../activities'],
    ['src/commerce/index.ts', '../../test/lint/rules.test'],
  ])('%s importing %s', async (path, imported) => {
    expect(await rulesBrokenBy(`export * from '${imported}';\n`, path)).toEqual([
      'import-x/no-restricted-paths',
    ]);
  });

  test.each([
    ['workflows/index.ts', 'node:crypto'],
    ['workflows/index.ts', 'zod'],
    ['workflows/index.ts', '@temporalio/activity'],
    ['src/contract/failures.ts', 'node:fs'],
    ['src/temporal/failureConverter.ts', 'node:path'],
    ['src/commerce/index.ts', '@temporalio/common'],
  ])('%s importing the package %s', async (path, imported) => {
    expect(await rulesBrokenBy(`export * from '${imported}';\n`, path)).toEqual(['no-restricted-imports']);
  });
});

test('an import along the arrows is not reported', async () => {
  expect(await rulesBrokenBy("export * from '../src/contract/failures';\n", 'workflows/index.ts')).toEqual(
    [],
  );
  expect(await rulesBrokenBy("export * from '../src/commerce';\n", 'activities/index.ts')).toEqual([]);
  expect(await rulesBrokenBy("export * from '@temporalio/workflow';\n", 'workflows/index.ts')).toEqual([]);
});
