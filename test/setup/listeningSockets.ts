import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface ListeningSocket {
  readonly host: string;
  readonly port: number;
}

const LISTEN = '0A';

/** The addresses on which a process of this machine listens for TCP over IPv4, from Linux's /proc. */
export function listeningSockets(pid: number): ListeningSocket[] {
  const inodes = new Set(inodesOf(pid));
  const [, ...lines] = readFileSync(`/proc/${pid}/net/tcp`, 'utf8').trimEnd().split('\n');
  return lines
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode = '']) => state === LISTEN && inodes.has(inode))
    .map(([, address = '']) => socketOf(address));
}

function inodesOf(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((descriptor) => inodeOf(`/proc/${pid}/fd/${descriptor}`));
}

/** None for a descriptor that is no socket, or that was closed since it was listed. */
function inodeOf(link: string): string[] {
  try {
    const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(link))?.[1];
    return inode === undefined ? [] : [inode];
  } catch {
    return [];
  }
}

/** From `0100007F:1F90`: the address as a number in this machine's byte order, and the port. */
function socketOf(address: string): ListeningSocket {
  const [host = '', port = ''] = address.split(':');
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(Number.parseInt(host, 16));
  return { host: [...bytes].join('.'), port: Number.parseInt(port, 16) };
}
