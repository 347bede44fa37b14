import { dirname } from 'node:path';
import { runCommand } from './runCommand';

/** The CLI version to download; it contains server 1.32.0. */
export const DOWNLOADED_VERSION = '1.9.1';

/** The oldest supported server. */
const OLDEST_SERVER = '1.32.0';

interface ProgramVersion {
  cli: string;
  server: string;
}

export type VersionOutcome =
  { kind: 'usable'; version: ProgramVersion } | { kind: 'unusable'; reason: string };

const LIMIT_MS = 10_000;

/** Gets the version of a Temporal CLI, and checks that its server is new enough. */
export async function checkProgram(path: string, environment: NodeJS.ProcessEnv): Promise<VersionOutcome> {
  const outcome = await runCommand({
    command: path,
    args: ['--version'],
    folder: dirname(path),
    task: 'local',
    environment,
    limitMs: LIMIT_MS,
  });
  switch (outcome.kind) {
    case 'notRun':
      return { kind: 'unusable', reason: `${path} cannot be run: ${outcome.reason}` };
    case 'failed':
      return { kind: 'unusable', reason: `${path} --version failed: ${outcome.reason}` };
    case 'ended':
      return { kind: 'unusable', reason: `${path} --version did not end within ${LIMIT_MS / 1000} s` };
    case 'done':
      return checkVersion(path, outcome.output);
  }
}

function checkVersion(path: string, output: string): VersionOutcome {
  // temporal version 1.9.1 (Server 1.32.0, UI 2.54.1)
  const [, cli, server] = /^temporal version (\S+) \(Server (\d+\.\d+\.\d+)/.exec(output) ?? [];
  if (cli === undefined || server === undefined) {
    return {
      kind: 'unusable',
      reason: `${path} is not the Temporal CLI: its --version does not name a server version`,
    };
  }
  if (!isNewEnough(server)) {
    return {
      kind: 'unusable',
      reason: `${path} is too old: version ${cli} has server ${server}, and ${OLDEST_SERVER} or newer is needed`,
    };
  }
  return { kind: 'usable', version: { cli, server } };
}

export function isNewEnough(server: string): boolean {
  return compareVersions(server, OLDEST_SERVER) >= 0;
}

/** Negative, zero or positive, by the order of versions such as `1.32.0`. */
export function compareVersions(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}
