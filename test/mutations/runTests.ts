import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as z from 'zod';
import type { ChosenTests } from './mutations';

export interface TestRun {
  readonly passed: number;
  /** Their full names. */
  readonly failed: readonly string[];
  readonly output: string;
}

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      message: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

/** Runs the tests with these names in a copy of the sources. A test file that cannot be loaded is an error. */
export async function runTests(folder: string, tests: readonly ChosenTests[]): Promise<TestRun> {
  const reportFile = join(folder, 'report.json');
  const output = await runJest(folder, [
    ...(tests.some(({ needsServer }) => needsServer) ? [] : ['--globalSetup=', '--globalTeardown=']),
    '--json',
    `--outputFile=${reportFile}`,
    `--testNamePattern=${[...new Set(tests.map(({ names }) => `(${names})`))].join('|')}`,
    '--runTestsByPath',
    ...new Set(tests.map(({ file }) => file)),
  ]);
  const report = reportSchema.parse(JSON.parse(await readFile(reportFile, 'utf8')));
  await rm(reportFile);
  for (const { assertionResults, message } of report.testResults) {
    if (assertionResults.length === 0) throw new Error(`a test file was not run: ${message}`);
  }
  const results = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  return {
    passed: results.filter(({ status }) => status === 'passed').length,
    failed: results.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName),
    output,
  };
}

const LIMIT_MS = 300_000;

async function runJest(folder: string, options: string[]): Promise<string> {
  const jest = createRequire(join(folder, 'package.json')).resolve('jest/bin/jest');
  const child = spawn(process.execPath, [jest, ...options], { cwd: folder, timeout: LIMIT_MS });
  let output = '';
  child.stderr.on('data', (data: Buffer) => (output += data.toString()));
  await new Promise<void>((end, fail) => child.on('error', fail).on('close', () => end()));
  return output;
}
