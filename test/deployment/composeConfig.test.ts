import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { composePath, type ComposeFile } from './composeFile';
import { findComposeProgram, takesProjectName } from './composeProgram';

const program = findComposeProgram();
const isMissing = program === undefined && process.env['CI'] !== 'true';

/** In CI a missing program fails the tests; elsewhere a message names it, and jest counts them as skipped. */
const testWithCompose = isMissing ? test.skip : test;

const VARIABLES = {
  CLIENT_ID: 'client',
  REST_ENDPOINT: 'https://na1.api.commerce.adobe.com/tenant',
};

let folder: string;

// Not in a hook: jest runs none if all tests are skipped.
if (isMissing) {
  const message =
    'NOT RUN: docker-compose.yml was not checked with docker-compose, which is not installed here.';
  process.stderr.write(`\n${message} (Debian: apt-get install docker-compose)\n`);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'onboarding-compose-'));
  const file = readFileSync(composePath, 'utf8');
  const isTaken = program === undefined || takesProjectName(program);
  writeFileSync(join(folder, 'docker-compose.yml'), isTaken ? file : file.replace(/^name: .*$/m, ''));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Runs `docker-compose config` in a folder with the file and a `.env` with these variables. */
function config(variables: Record<string, string>, ...options: string[]) {
  if (!program)
    throw new Error('docker-compose is not installed, and CI needs it: apt-get install docker-compose');
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  writeFileSync(join(folder, '.env'), lines.join('\n'));
  const [command, ...rest] = program;
  const { status, stdout, stderr } = spawnSync(command, [...rest, ...options, 'config'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder },
    encoding: 'utf8',
    timeout: 25_000,
  });
  return { status, stdout, stderr };
}

testWithCompose('Docker Compose accepts the file, with and without the sandbox', () => {
  const plain = config(VARIABLES);
  expect(plain).toMatchObject({ status: 0, stderr: '' });
  const withSandbox = config(VARIABLES, '--profile', 'sandbox');
  expect(withSandbox).toMatchObject({ status: 0, stderr: '' });
});

testWithCompose('variables in .env reach the worker, and others are empty', () => {
  const { stdout } = config({ ...VARIABLES, ONBOARDING_CONCURRENCY: '7' });
  const { environment } = (parse(stdout) as ComposeFile).services['worker']!;
  expect(environment).toMatchObject({
    CLIENT_ID: 'client',
    ONBOARDING_CONCURRENCY: '7',
    IMS_ENDPOINT: '',
  });
});

testWithCompose('without a required variable nothing starts, and the variable is named', () => {
  const { status, stderr } = config({ ...VARIABLES, CLIENT_ID: '' });
  expect(status).not.toBe(0);
  expect(stderr).toContain('CLIENT_ID');
});
