import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cacheFolder } from './cacheFolder';
import { call, succeeds } from './call';

/** Of the network namespace. */
export const NAMESPACE = 'onboarding-ctr';
const OUTER_END = 'onbctr0';
const OUTER_ADDRESS = '10.213.78.1';
const INNER_ADDRESS = '10.213.78.2';
const SUBNET = '10.213.78.0/30';
const FORWARDING = '/proc/sys/net/ipv4/ip_forward';
/** What it was before the run. */
const forwardingBefore = join(cacheFolder, 'ip_forward');

/** So that they can be found again. */
const COMMENT = ['-m', 'comment', '--comment', 'commerce-onboarding test:containers'];
const RULES = [
  ['nat', 'POSTROUTING', '-s', SUBNET, ...COMMENT, '-j', 'MASQUERADE'],
  ['filter', 'FORWARD', '-s', SUBNET, ...COMMENT, '-j', 'ACCEPT'],
  ['filter', 'FORWARD', '-d', SUBNET, ...COMMENT, '-j', 'ACCEPT'],
] as const;

/**
 * A network for the engine alone, with its own ports and firewall rules: ports of this machine stay free, and "the
 * network of the host" is this one. Registries are reached through this machine.
 */
export async function openNetwork(): Promise<void> {
  await mkdir(cacheFolder, { recursive: true });
  const mtu = await mtuOfThisMachine();
  const inside = ['-n', NAMESPACE];
  await call('ip', ['netns', 'add', NAMESPACE]);
  await call('ip', ['link', 'add', OUTER_END, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', NAMESPACE]);
  await call('ip', ['address', 'add', `${OUTER_ADDRESS}/30`, 'dev', OUTER_END]);
  await call('ip', ['link', 'set', OUTER_END, 'mtu', mtu, 'up']);
  await call('ip', [...inside, 'address', 'add', `${INNER_ADDRESS}/30`, 'dev', 'eth0']);
  await call('ip', [...inside, 'link', 'set', 'eth0', 'mtu', mtu, 'up']);
  await call('ip', [...inside, 'link', 'set', 'lo', 'up']);
  await call('ip', [...inside, 'route', 'add', 'default', 'via', OUTER_ADDRESS]);
  writeFileSync(forwardingBefore, readFileSync(FORWARDING));
  writeFileSync(FORWARDING, '1');
  for (const [table, chain, ...rule] of RULES) await call('iptables', ['-t', table, '-I', chain, ...rule]);
}

/** Ends every process in it, and removes it. Does nothing if there is none. */
export async function closeNetwork(): Promise<void> {
  for (const [table, chain, ...rule] of RULES) {
    while (await succeeds('iptables', ['-t', table, '-D', chain, ...rule]));
  }
  try {
    writeFileSync(FORWARDING, readFileSync(forwardingBefore));
    await rm(forwardingBefore);
  } catch {
    // No run has changed it.
  }
  if (await succeeds('test', ['-e', `/run/netns/${NAMESPACE}`])) {
    for (let pids = await processesInside(); pids.length > 0; pids = await processesInside()) {
      for (const pid of pids) await succeeds('kill', ['-9', pid]);
      await sleep(200);
    }
    await call('ip', ['netns', 'delete', NAMESPACE]);
  }
  await succeeds('ip', ['link', 'delete', OUTER_END]);
}

/** The arguments of `nsenter` for a program inside. `ip netns exec` would hide /sys/fs/cgroup. */
export function inNetwork(program: string, ...args: readonly string[]): [string, string[]] {
  return ['nsenter', [`--net=/run/netns/${NAMESPACE}`, program, ...args]];
}

/** Larger packets would be lost on the way to the registries. */
export async function mtuOfThisMachine(): Promise<string> {
  const [, mtu = '1500'] = /mtu (\d+)/.exec(await call('sh', ['-c', MTU_OF_DEFAULT_ROUTE])) ?? [];
  return mtu;
}

const MTU_OF_DEFAULT_ROUTE =
  'ip link show dev "$(ip -oneline route show default | sed "s/.* dev \\([^ ]*\\).*/\\1/;q")"';

async function processesInside(): Promise<string[]> {
  return (await call('ip', ['netns', 'pids', NAMESPACE])).split('\n').filter(Boolean);
}
