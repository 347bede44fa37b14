import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { childEnvironment } from './childEnvironment';
import { identifyProcess, type ProcessIdentity } from './processIdentity';
import { databaseArguments } from './serverArguments';

const PS_LIMIT_MS = 10_000;

/**
 * Finds the server that runs on this database by its command line, because whatever started it may have been killed
 * before it recorded the process.
 */
export async function findServerProcess(databaseFolder: string): Promise<ProcessIdentity | null> {
  const mark = ` server start-dev ${databaseArguments(databaseFolder).join(' ')} `;
  for (const { pid, commandLine } of await listProcesses()) {
    const identity = commandLine.includes(mark) ? identifyProcess(pid) : null;
    if (identity !== null) return identity;
  }
  return null;
}

interface RunningProcess {
  pid: number;
  commandLine: string;
}

async function listProcesses(): Promise<RunningProcess[]> {
  switch (process.platform) {
    case 'linux':
      return listFromProc();
    case 'win32':
      return [];
    default:
      return await listFromPs();
  }
}

function listFromProc(): RunningProcess[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map((pid) => ({ pid: Number(pid), commandLine: readCommandLine(pid) }));
}

/** Empty if the process has ended since. */
function readCommandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

async function listFromPs(): Promise<RunningProcess[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-ww', '-o', 'pid=,command='], {
    env: childEnvironment('local'),
    timeout: PS_LIMIT_MS,
    maxBuffer: 64 * 1024 * 1024,
  });
  return [...stdout.matchAll(/^ *(\d+) (.*)$/gm)].map(([, pid, command]) => ({
    pid: Number(pid),
    commandLine: `${command} `,
  }));
}
