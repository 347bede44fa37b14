import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { defaultCacheFolder } from '../../src/embeddedServer/program/programCache';
import { inherited } from '../cli/onboard';
import { installPythonPackages, PYTHON } from '../setup/pythonPackages';
import { setGatewayStage } from './stage';

jest.setTimeout(1_000_000);

const VERSION = '4.32.5';
const packages = join(defaultCacheFolder(), `schemathesis-${VERSION}`);

const CONFIGURATION = join(__dirname, 'schemathesis.toml');

beforeAll(async () => {
  await installPythonPackages(packages, [`schemathesis==${VERSION}`]);
}, 300_000);

interface Ending {
  /** Null if it took too long. */
  readonly code: number | null;
  readonly stdout: string;
}

/** Sends whatever requests the gateway's own document allows. @returns its report, and how it ended */
async function schemathesis(url: string, args: readonly string[]): Promise<Ending> {
  const run = promisify(execFile)(
    PYTHON,
    [
      ...['-m', 'schemathesis.cli', '--config-file', CONFIGURATION],
      ...['run', `${url}/openapi.json`, '--no-color', '--seed', '1', ...args],
    ],
    {
      env: { ...inherited(), PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: '1' },
      // Where it keeps failing examples.
      cwd: packages,
      timeout: 900_000,
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  try {
    return { code: 0, stdout: (await run).stdout };
  } catch (error) {
    return z.object({ code: z.number().nullable(), stdout: z.string() }).parse(error);
  }
}

/** Expects that it covered all operations, with at least this number of requests. */
function expectRun({ code, stdout }: Ending, leastCases: number): void {
  expect(stdout).not.toMatch(/=+ FAILURES =+|=+ ERRORS =+/);
  expect(code).toBe(0);
  expect(stdout).toMatch(/Tested: 8\n/);
  expect(Number(/(\d+) generated/.exec(stdout)?.[1])).toBeGreaterThan(leastCases);
}

/** The document cannot describe which cursors are valid, nor that two fields must be equal. */
const OPTIONS = ['--exclude-checks', 'positive_data_acceptance', '--suppress-health-check', 'all'];

test('with a key: no 5xx, no undocumented response, none that violates its schema', async () => {
  const { gateway, makeKey, sandbox } = await setGatewayStage({ limits: { ratePerMinute: 1_000_000 } });
  const key = await makeKey(['start', 'read', 'retry']);
  const options = [...OPTIONS, '--max-examples', '3', '--header', `Authorization: Bearer ${key}`];
  expectRun(await schemathesis(gateway.url, options), 100);
  expect(sandbox.customers().length).toBeGreaterThan(0);
});

test('without a key: the same, and nothing is started', async () => {
  const { gateway, makeKey, ask } = await setGatewayStage({ workers: 0 });
  const key = await makeKey(['read']);
  expectRun(await schemathesis(gateway.url, [...OPTIONS, '--max-examples', '20', '--phases', 'fuzzing']), 50);
  expect((await ask('GET', '/onboardings', { key })).document).toEqual({ onboardings: [], nextCursor: null });
});
