import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { childEnvironment } from './childEnvironment';
import { isSystemError } from '../files/systemError';

/** Identifies a process, and distinguishes it from a later one with the same number. */
export const processIdentitySchema = z.object({
  pid: z.int().positive(),
  /** When it started, in the system's own format; only compared. */
  startedAt: z.string(),
});

export type ProcessIdentity = z.infer<typeof processIdentitySchema>;

/** The identity of a running process; null if there is none, or only a zombie. */
export function identifyProcess(pid: number): ProcessIdentity | null {
  const startedAt = readStart(pid);
  return startedAt === null ? null : { pid, startedAt };
}

export function isAlive(identity: ProcessIdentity): boolean {
  return exists(identity.pid) && readStart(identity.pid) === identity.startedAt;
}

function readStart(pid: number): string | null {
  switch (process.platform) {
    case 'linux':
      return readStartFromProc(pid);
    case 'win32':
      // Windows reuses numbers late, and querying the start takes longer than starting a server.
      return exists(pid) ? 'unknown' : null;
    default:
      return readStartFromPs(pid);
  }
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return isSystemError(error) && error.code === 'EPERM';
  }
}

/** Fields of /proc/PID/stat after the program's name, which may contain spaces and brackets. */
const STATE_FIELD = 0;
const THREADS_FIELD = 17;
const START_FIELD = 19;

function readStartFromProc(pid: number): string | null {
  const stat = readOrNull(`/proc/${pid}/stat`);
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  const start = fields?.[START_FIELD];
  // The first thread of a killed process may end before the others, which still hold its ports and files.
  const isLastThread = Number(fields?.[THREADS_FIELD]) <= 1;
  if (start === undefined || (isDead(fields?.[STATE_FIELD]) && isLastThread)) return null;
  // The start is relative to the boot, so a home that outlives a reboot needs the boot too.
  return `${readOrNull('/proc/sys/kernel/random/boot_id')?.trim() ?? 'boot'} ${start}`;
}

function readStartFromPs(pid: number): string | null {
  try {
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      env: { ...childEnvironment('local'), LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 5_000,
    }).trim();
    const [state, ...start] = line.split(/\s+/);
    return start.length === 0 || isDead(state) ? null : start.join(' ');
  } catch {
    return null;
  }
}

function isDead(state: string | undefined): boolean {
  return state === undefined || state.startsWith('Z') || state.startsWith('X');
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
