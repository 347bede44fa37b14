import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Installs what the bench compares with, which nothing else needs, where it is not there yet. */
export function installPeers(say: (line: string) => void): void {
  if (existsSync(join(__dirname, 'node_modules'))) return;
  say('Installing the peers of bench/package.json ...');
  const { status } = spawnSync('npm', ['ci', '--prefix', __dirname, '--no-audit', '--no-fund'], {
    stdio: ['ignore', process.stderr, process.stderr],
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error('The peers of bench/package.json could not be installed');
}
