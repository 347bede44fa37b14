import { join } from 'node:path';
import { ESLint, type Linter } from 'eslint';
import { configs } from 'typescript-eslint';

const repository = join(__dirname, '../..');

const options = {
  cwd: repository,
  overrideConfigFile: true,
  baseConfig: jest.requireActual<Linter.Config[]>('../../eslint.config.js'),
} as const;
const withTypes = new ESLint(options);
/** Much faster, and enough for imports. */
const withoutTypes = new ESLint({
  ...options,
  overrideConfig: [configs.disableTypeChecked],
});

/** The rules that `code` breaks in place of the file at `path`, which must exist. */
async function rulesBrokenBy(code: string, path: string, eslint = withoutTypes): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: join(repository, path) });
  return result!.messages.map(({ ruleId, message }) => ruleId ?? message);
}

test('a promise that nobody awaits is reported, and one that is used as a condition', async () => {
  const code = `
    export function later(work: () => Promise<boolean>): string {
      work();
      return work() ? 'yes' : 'no';
    }`;
  expect(await rulesBrokenBy(code, 'src/contract/failures.ts', withTypes)).toEqual(
    expect.arrayContaining([
      '@typescript-eslint/no-floating-promises',
      '@typescript-eslint/no-misused-promises',
    ]),
  );
  // The type checker loads the whole project for it.
}, 90_000);

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
    ['src/commerce/index.ts', '../../test/lint/rules.long.test'],
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
    ['src/temporal/dataConverter.ts', '@temporalio/common/lib/time'],
    ['workflows/index.ts', '@temporalio/common/lib/time'],
    ['test/lint/rules.long.test.ts', '@temporalio/client/lib/helpers'],
  ])('%s importing the package %s', async (path, imported) => {
    expect(await rulesBrokenBy(`export * from '${imported}';\n`, path)).toEqual(['no-restricted-imports']);
  });
});

test('an import along the arrows is accepted', async () => {
  expect(await rulesBrokenBy("export * from '../src/contract/failures';\n", 'workflows/index.ts')).toEqual(
    [],
  );
  expect(await rulesBrokenBy("export * from '../src/commerce';\n", 'activities/index.ts')).toEqual([]);
  expect(await rulesBrokenBy("export * from '@temporalio/workflow';\n", 'workflows/index.ts')).toEqual([]);
  const internals = "export * from '@temporalio/common/lib/time';\n";
  expect(await rulesBrokenBy(internals, 'src/temporal/privateSdk.ts')).toEqual([]);
});
