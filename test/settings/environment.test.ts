import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadEnvironment } from '../../src/settings';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'environment-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

function load(dotEnv: string | Uint8Array, env: NodeJS.ProcessEnv = {}) {
  writeFileSync(join(cwd, '.env'), dotEnv);
  return loadEnvironment({ cwd, env });
}

test('without a .env, only the environment counts', () => {
  expect(loadEnvironment({ cwd, env: { A: '1', B: undefined } })).toStrictEqual({ A: '1' });
});

test("a .env adds to the environment, including Temporal's own variables, and does not change process.env", () => {
  const before = { ...process.env };
  expect(
    load('CLIENT_ID=file\nTEMPORAL_ADDRESS=host:7233\n', { CLIENT_ID: 'process', PATH: '/bin' }),
  ).toEqual({
    CLIENT_ID: 'process',
    TEMPORAL_ADDRESS: 'host:7233',
    PATH: '/bin',
  });
  expect(process.env).toEqual(before);
});

test('the environment takes precedence, even with an empty value and in the other form', () => {
  expect(load('CLIENT_ID=file', { CLIENT_ID: '' })).toEqual({ CLIENT_ID: '' });
  expect(load('CLIENT_SECRET=file', { CLIENT_SECRET_FILE: '/run/secret' })).toEqual({
    CLIENT_SECRET_FILE: '/run/secret',
  });
  expect(load('CLIENT_SECRET_FILE=/from/file', { CLIENT_SECRET: 'process' })).toEqual({
    CLIENT_SECRET: 'process',
  });
  expect(load('CLIENT_SECRET=file', { CLIENT_SECRET_FILE: '' })).toMatchObject({ CLIENT_SECRET: 'file' });
});

test('quotes, comments, Windows line ends and a byte order mark are read as usual', () => {
  expect(load('\ufeffA=1\r\n# B=2\r\n\r\nC="x # y"\r\nexport D=4 # four\r\n')).toEqual({
    A: '1',
    C: 'x # y',
    D: '4',
  });
});

test('an invalid line hides no other', () => {
  expect(load('A=1\n\np8e-my-secret\nCLIENT_ID=x\n')).toEqual({ A: '1', CLIENT_ID: 'x' });
});

test('a .env cannot name a program to run, unless the environment names one already', () => {
  const line = 'ONBOARDING_TEMPORAL_CLI=./temporal';
  expect(() => load(line)).toThrow(
    /^ONBOARDING_TEMPORAL_CLI: is set in \.env and names a program to run, .* set it in the environment/,
  );
  expect(load(line, { ONBOARDING_TEMPORAL_CLI: '/bin/temporal' })).toEqual({
    ONBOARDING_TEMPORAL_CLI: '/bin/temporal',
  });
  expect(load('ONBOARDING_TEMPORAL_CLI=')).toEqual({ ONBOARDING_TEMPORAL_CLI: '' });
});

test.each([
  [
    'UTF-16 of Windows',
    Buffer.from('\ufeffA=1\n', 'utf16le'),
    /^\.env: is UTF-16, not UTF-8; save it as UTF-8/,
  ],
  [
    'UTF-16 without its mark',
    Buffer.from('A=1\n', 'utf16le'),
    /^\.env: is UTF-16 or no text; save it as UTF-8/,
  ],
  [
    'Latin-1',
    Buffer.from('A=1\nB=\xfc\n', 'latin1'),
    /^\.env: line 2: is not UTF-8 at byte 7; save it as UTF-8/,
  ],
])('a .env in %s is a mistake, because its values would be different', (_name, bytes, problem) => {
  expect(() => load(bytes)).toThrow(problem);
});

test('a .env that cannot be read is a mistake', () => {
  mkdirSync(join(cwd, '.env'));
  expect(() => loadEnvironment({ cwd, env: {} })).toThrow(/^\.env: cannot be read \(EISDIR\); /);
});
