import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  encryptionKeyText,
  EncryptionKeyFileError,
  homeEncryptionKeys,
  newEncryptionKey,
} from '../../../src/temporal/encryption';
import { compiledProgram } from '../../setup/compiledProgram';

const run = promisify(execFile);

let folder: string;
let home: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onboarding-home-'));
  home = join(folder, 'home');
});

afterEach(() => rm(folder, { recursive: true }));

const textOf = async () => (await homeEncryptionKeys(home)).map(encryptionKeyText).join();

test('a new home gets one key, in a file that only its owner can read, and keeps it', async () => {
  const text = await textOf();
  expect((await stat(join(home, 'encryption.keys'))).mode & 0o777).toBe(0o600);
  expect((await stat(home)).mode & 0o777).toBe(0o700);
  expect(await readFile(join(home, 'encryption.keys'), 'utf8')).toBe(`${text}\n`);
  expect(await textOf()).toBe(text);
});

test('simultaneous calls get the same key, and leave no other file', async () => {
  const texts = await Promise.all(Array.from({ length: 30 }, textOf));
  expect(new Set(texts).size).toBe(1);
  expect(await readdir(home)).toEqual(['encryption.keys']);
});

test('processes that start simultaneously get the same key', async () => {
  const program = await compiledProgram(join(__dirname, 'printHomeKeys.ts'));
  const start = () => run(process.execPath, [program, home]);
  const outputs = await Promise.all([start(), start(), start()]);
  expect(new Set(outputs.map(({ stdout }) => stdout))).toEqual(new Set([await textOf()]));
});

test('a new first key is used', async () => {
  const old = await textOf();
  const added = newEncryptionKey();
  await writeFile(join(home, 'encryption.keys'), `${encryptionKeyText(added)}\n${old}\n`);
  expect((await homeEncryptionKeys(home)).map(encryptionKeyText)).toEqual([encryptionKeyText(added), old]);
});

test('a damaged file is named and left as it is', async () => {
  await homeEncryptionKeys(home);
  await writeFile(join(home, 'encryption.keys'), 'damaged');
  const error: unknown = await homeEncryptionKeys(home).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(EncryptionKeyFileError);
  expect(error).toMatchObject({
    path: join(home, 'encryption.keys'),
    problems: [expect.stringContaining('key 1 is not of the form')],
  });
  expect(await readFile(join(home, 'encryption.keys'), 'utf8')).toBe('damaged');
});
