import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cacheFolder } from './cacheFolder';
import { call, succeeds } from './call';
import { inNetwork, mtuOfThisMachine } from './network';

const folder = join(cacheFolder, 'engine');
const socket = join(folder, 'docker.sock');
const commands = join(folder, 'commands');
const configuration = join(folder, 'client');
/** Of the processes in containers. */
const CGROUP = 'commerce-onboarding-containers';
const START_LIMIT_MS = 60_000;

/** For every program that calls `docker` or `docker compose`. */
export const dockerEnvironment: Readonly<Record<string, string>> = {
  DOCKER_HOST: `unix://${socket}`,
  DOCKER_CONFIG: configuration,
  DOCKER_BUILDKIT: '1',
  // Another client, found before Debian's, may need plugins that are not here.
  PATH: `${commands}:${process.env['PATH']}`,
};

let engine: ChildProcess | undefined;

/** Docker's engine with images, containers and socket of its own, in the network of `openNetwork`. */
export async function startEngine(composePlugin: string): Promise<void> {
  await rm(configuration, { recursive: true, force: true });
  await mkdir(join(configuration, 'cli-plugins'), { recursive: true });
  await symlink(composePlugin, join(configuration, 'cli-plugins/docker-compose'));
  await mkdir(commands, { recursive: true });
  await rm(join(commands, 'docker'), { force: true });
  await symlink('/usr/bin/docker', join(commands, 'docker'));
  await writeFile(join(folder, 'daemon.json'), JSON.stringify(await settings()));
  const log = openSync(join(folder, 'dockerd.log'), 'w');
  const [program, args] = inNetwork('dockerd', '--config-file', join(folder, 'daemon.json'));
  // Ctrl-C is for the run, which then ends the engine.
  engine = spawn(program, args, { stdio: ['ignore', log, log], detached: true });
  const until = performance.now() + START_LIMIT_MS;
  while (!(await succeeds('docker', ['info'], { env: dockerEnvironment }))) {
    if (engine.exitCode !== null || performance.now() > until) {
      throw new Error(`Docker's engine does not start; see ${join(folder, 'dockerd.log')}`);
    }
    await sleep(500);
  }
}

/** Ends the engine that was started here, and all containers. Images stay, for the next run. */
export async function stopEngine(): Promise<void> {
  const env = dockerEnvironment;
  if (engine?.exitCode === null) {
    const containers = (await call('docker', ['ps', '--all', '--quiet'], { env }).catch(() => '')).split(
      '\n',
    );
    const found = containers.filter(Boolean);
    if (found.length > 0) await succeeds('docker', ['rm', '--force', '--volumes', ...found], { env });
    await succeeds('docker', ['volume', 'prune', '--force'], { env });
    await succeeds('docker', ['network', 'prune', '--force'], { env });
    const ended = new Promise((settle) => engine?.once('exit', settle));
    engine.kill('SIGTERM');
    await Promise.race([ended, sleep(20_000, undefined, { ref: false })]);
  }
}

/** What an engine that was killed leaves behind: the processes of its containers, and mounts. */
export async function removeLeftovers(): Promise<void> {
  await endLeftProcesses();
  await unmountLeft();
}

/** After this there is no container and no volume of an earlier run. */
export async function forgetEarlierContainers(): Promise<void> {
  for (const name of ['containers', 'volumes', 'network']) {
    await rm(join(folder, 'data', name), { recursive: true, force: true });
  }
  for (const name of ['exec', 'docker.pid', 'docker.sock']) {
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

async function settings(): Promise<object> {
  const files = await openFilesLimit();
  return {
    'data-root': join(folder, 'data'),
    'exec-root': join(folder, 'exec'),
    pidfile: join(folder, 'docker.pid'),
    hosts: [`unix://${socket}`],
    'storage-driver': 'overlay2',
    'exec-opts': ['native.cgroupdriver=cgroupfs'],
    'cgroup-parent': `/${CGROUP}`,
    mtu: Number(await mtuOfThisMachine()),
    // Docker's own default is more than a machine without CAP_SYS_RESOURCE allows.
    'default-ulimits': { nofile: { Name: 'nofile', Soft: files, Hard: files } },
  };
}

async function openFilesLimit(): Promise<number> {
  const limit = (await call('bash', ['-c', 'ulimit -Hn'])).trim();
  return limit === 'unlimited' ? 1_048_576 : Number(limit);
}

/** Containers outlive an engine that is killed. */
async function endLeftProcesses(): Promise<void> {
  const roots = ['/sys/fs/cgroup/memory', '/sys/fs/cgroup'].map((root) => join(root, CGROUP));
  for (const root of roots.filter((path) => existsSync(path))) {
    for (const file of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('cgroup.procs')) continue;
      const pids = readFileSync(join(root, file), 'utf8').split('\n').filter(Boolean);
      for (const pid of pids) await succeeds('kill', ['-9', pid]);
    }
  }
  const find = ['/sys/fs/cgroup', '-depth', '-type', 'd', '-path', `*/${CGROUP}*`];
  // Processes that were just killed may need a moment to disappear.
  for (let tries = 0; tries < 50 && (await call('find', find)) !== ''; tries += 1) {
    await succeeds('find', [...find, '-exec', 'rmdir', '{}', '+']);
    await sleep(200);
  }
}

async function unmountLeft(): Promise<void> {
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  const left = mounts.map((line) => line.split(' ')[1] ?? '').filter((path) => path.startsWith(`${folder}/`));
  for (const path of left.reverse()) await succeeds('umount', ['--lazy', path]);
}
