import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { childEnvironment } from '#product/embeddedServer/childEnvironment';

const PEERS = join(__dirname, 'peers');

/** Installs what the bench compares with, which nothing else needs, where it is not there yet. */
export function installPeers(say: (line: string) => void): void {
  if (existsSync(join(PEERS, 'node_modules'))) return;
  say('Installing the peers of bench/peers/package.json ...');
  const { status } = spawnSync('npm', ['ci', '--prefix', PEERS, '--no-audit', '--no-fund'], {
    env: childEnvironment('download'),
    stdio: ['ignore', process.stderr, process.stderr],
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error('The peers of bench/peers/package.json could not be installed');
}
